import { useEffect } from 'react';
import type { Page } from './types.js';

const PAUSE_MS = 2000;
const TURNS_MAX = 10;

/** What was asked for goes to Stripe by itself a moment later: reads the page again until it is there. */
export function useSettling(page: Page | undefined, again: () => void): void {
  const isRefunding = page?.payments.some(({ refunds }) =>
    refunds.some(({ status }) => status === 'requested'),
  );
  const isSettling = isRefunding || page?.subscriptions.under_way;
  useEffect(() => {
    if (!isSettling) return;
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
      if (turns >= TURNS_MAX) clearInterval(timer);
      again();
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, [isSettling, again]);
}
