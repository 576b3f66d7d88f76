import type { Sample } from './cell.js';
import { percentile } from './statistics.js';

const ERRORS_KEPT = 3;

/** So many callers, each calling again as soon as it is answered, for so long. What fails is counted and kept. */
export async function drive(
  callers: number,
  duration_ms: number,
  call: () => Promise<unknown>,
): Promise<Sample> {
  const latencies: number[] = [];
  const errors: string[] = [];
  let failed = 0;
  const began = performance.now();
  const until = began + duration_ms;
  const caller = async (): Promise<void> => {
    for (let start = performance.now(); start < until; ) {
      try {
        await call();
        const now = performance.now();
        latencies.push(now - start);
        start = now;
      } catch (error) {
        failed += 1;
        if (errors.length < ERRORS_KEPT) errors.push(error instanceof Error ? error.message : String(error));
        // A caller that is always refused would never let anyone else run.
        await new Promise(setImmediate);
        start = performance.now();
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - began) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const [p50_ms, p99_ms] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  return { operations: latencies.length, seconds, p50_ms, p99_ms, failed, errors };
}
