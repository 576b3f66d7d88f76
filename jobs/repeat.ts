import type { Logger } from '../src/platform/log.js';

export interface Repeating {
  /** Waits for the run under way; there is none after it. */
  stop(): Promise<void>;
}

/** Longer after a fault, so that a database that is away is not asked all the time. */
const FAULT_PAUSE_MS = 1000;

/** Runs `work` at once and again `pause_ms` after each end; without a pause while it answers a number above zero. */
export function every(log: Logger, pause_ms: number, work: () => Promise<unknown>): Repeating {
  let stopped = false;
  let wake = (): void => undefined;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, stopped ? 0 : ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function loop(): Promise<void> {
    while (!stopped) {
      const moved = await work().catch((error: Error) => {
        log.error({ error: error.message }, 'background loop failed');
        return pause(FAULT_PAUSE_MS);
      });
      if (typeof moved !== 'number' || moved === 0) await pause(pause_ms);
    }
  }

  const running = loop();
  return {
    stop: () => {
      stopped = true;
      wake();
      return running;
    },
  };
}
