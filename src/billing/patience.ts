import { setTimeout } from 'node:timers/promises';

/** Somebody waits for it: the pauses make less than a second together, and after a slow answer no other is waited for. */
const TRIES_MAX = 4;
const FIRST_PAUSE_MS = 100;
const PATIENCE_MS = 5_000;

/** Does something again, each pause twice the last, while its fault may pass by itself; then throws that fault. */
export async function patiently<T>(work: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || performance.now() > until || !mayPass(error)) throw error;
      await setTimeout(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}
