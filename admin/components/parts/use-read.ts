import { useCallback, useEffect, useState } from 'react';
import { CallRefused, read } from './calls.js';

interface Reading<Answer> {
  readonly answer: Answer | undefined;
  readonly fault: string | undefined;
  readonly isLoading: boolean;
  readonly again: () => void;
}

interface State<Answer> {
  readonly path: string;
  readonly value?: Answer;
  readonly fault?: string;
}

/** Reads `path` when it or the query changes, keeping the last answer on the page meanwhile. */
export function useRead<Answer>(path: string, query = ''): Reading<Answer> {
  const [state, setState] = useState<State<Answer>>();
  const [isLoading, setLoading] = useState(true);

  const load = useCallback(
    async (signal?: AbortSignal) => {
      setLoading(true);
      try {
        const value = await read<Answer>(path, new URLSearchParams(query), signal);
        setState({ path, value });
      } catch (error) {
        if (signal?.aborted) return;
        const fault =
          error instanceof CallRefused ? error.message : 'Something went wrong. Try again in a moment.';
        setState((last) => (last?.path === path ? { ...last, fault } : { path, fault }));
      }
      setLoading(false);
    },
    [path, query],
  );
  useEffect(() => {
    const stop = new AbortController();
    void load(stop.signal);
    return () => stop.abort();
  }, [load]);

  const again = useCallback(() => void load(), [load]);
  const current = state?.path === path ? state : undefined;
  return { answer: current?.value, fault: current?.fault, isLoading, again };
}
