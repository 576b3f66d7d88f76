import { useEffect } from 'react';

const REFRESH_MS = 15_000;

/** Reads again every so often while the page is looked at. */
export function useRefresh(again: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
}
