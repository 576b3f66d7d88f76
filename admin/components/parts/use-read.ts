import { useCallback, useEffect, useState } from 'react';
import { CallRefused, read } from './calls.js';

interface Reading<Answer> {
  readonly answer: Answer | undefined;
  readonly fault: string | undefined;
  readonly isLoading: boolean;
  readonly again: () => void;
}

/** Reads `path` when it or the query changes, keeping the last answer on the page meanwhile. */
export function useRead<Answer>(path: string, query = ''): Reading<Answer> {
  const [answer, setAnswer] = useState<{ path: string; value: Answer }>();
  const [fault, setFault] = useState<string>();
  const [isLoading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((count) => count + 1), []);

  useEffect(() => {
    const stop = new AbortController();
    setLoading(true);
    read<Answer>(path, new URLSearchParams(query), stop.signal)
      .then((value) => {
        setAnswer({ path, value });
        setFault(undefined);
        setLoading(false);
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        setFault(
          error instanceof CallRefused ? error.message : 'Something went wrong. Try again in a moment.',
        );
        setLoading(false);
      });
    return () => stop.abort();
  }, [path, query, turn]);

  return { answer: answer?.path === path ? answer.value : undefined, fault, isLoading, again };
}
