import { useEffect, useState } from 'react';
import { CallRefused, post } from '../parts/calls.js';

const PAUSE_MS = 150;

interface Previewing<Preview> {
  readonly preview: Preview | undefined;
  readonly fault: CallRefused | undefined;
  /** True while what is shown belongs to an older input. */
  readonly isStale: boolean;
}

/** Asks what a form would do each time it changes. `body` undefined asks nothing. */
export function usePreview<Preview>(path: string, body: object | undefined): Previewing<Preview> {
  const question = body ? JSON.stringify(body) : undefined;
  const asked = question === undefined ? undefined : `${path} ${question}`;
  const [state, setState] = useState<{ asked: string; preview?: Preview; fault?: CallRefused }>();
  useEffect(() => {
    if (question === undefined || asked === undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      post<{ preview: Preview }>(path, JSON.parse(question) as object, stop.signal)
        .then(({ preview }) => setState({ asked, preview }))
        .catch((error: unknown) => error instanceof CallRefused && setState({ asked, fault: error }));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [path, question, asked]);
  const isCurrent = asked !== undefined && state?.asked === asked;
  return {
    preview: asked === undefined ? undefined : state?.preview,
    fault: isCurrent ? state?.fault : undefined,
    isStale: !isCurrent,
  };
}
