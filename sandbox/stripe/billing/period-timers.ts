import type { Call } from '../call.js';
import { setTimer } from '../timers.js';

/** Stripe foretells a renewal this long before it. */
export const NOTICE_SECONDS = 7 * 86_400;

/** What happens by itself before a period's end and at it. */
export async function setPeriodTimers(call: Call, subscription: string, end: number): Promise<void> {
  const notice = end - NOTICE_SECONDS;
  if (notice > call.now) await setTimer(call, 'invoice.upcoming', subscription, notice);
  await setTimer(call, 'subscription.period', subscription, end);
}
