import { useEffect, useState } from 'react';
import { read } from '../parts/calls.js';
import type { HitGroup } from './search-hits.js';

export const SEARCH_MIN = 3;
const PAUSE_MS = 200;

interface Found {
  readonly text: string;
  readonly groups: readonly HitGroup[];
}

/** Searches once the typing pauses; what was found for an older text is never shown for a newer one. */
export function useSearch(text: string): Found | undefined {
  const wanted = text.trim();
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    if (wanted.length < SEARCH_MIN) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      read<{ groups: HitGroup[] }>('/pages/search', new URLSearchParams({ q: wanted }), stop.signal)
        .then(({ groups }) => setFound({ text: wanted, groups }))
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  return found?.text === wanted ? found : undefined;
}
