import { types } from 'node:util';

const POLL_MS = 20;
/** The longer it has waited, the less a look more often would spare: it takes processor time from what is waited for. */
const POLL_SHARE = 0.1;
const POLL_MAX_MS = 500;
/** Long, as how fast a machine is, is no fault of the code; shorter than what Jest gives a test. */
export const PATIENCE_MS = 60_000;

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

/**
 * Waits until `condition` gives something truthy, and returns that. An error it throws counts as "not yet",
 * so it may hold expectations; the last one is told when the time is up.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeout = PATIENCE_MS, poll_ms = POLL_MS } = {},
): Promise<Truthy<T>> {
  const began = Date.now();
  const deadline = began + timeout;
  for (;;) {
    let last: unknown;
    try {
      last = await condition();
      if (last) return last as Truthy<T>;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeout} ms in vain; last: ${describe(last)}`, { cause: last });
    const share_ms = Math.min((Date.now() - began) * POLL_SHARE, POLL_MAX_MS);
    await new Promise((resolve) => setTimeout(resolve, Math.max(poll_ms, share_ms)));
  }
}

/** What `expect` throws is an error of another realm. */
function describe(outcome: unknown): string {
  return types.isNativeError(outcome) ? outcome.message : JSON.stringify(outcome);
}
