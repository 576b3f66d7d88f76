import { stopOnSignal } from '../src/main/process.js';
import { onCrashPoint } from '../src/platform/crash.js';

/**
 * Dies like a machine that loses power, by SIGKILL to itself, where QUICKSCALE_CRASH_AT names a crash point.
 * Production never calls this, so the variable means nothing there.
 */
export function crashWhereAsked(): void {
  const asked = process.env.QUICKSCALE_CRASH_AT;
  if (asked) onCrashPoint((point) => void (point === asked && process.kill(process.pid, 'SIGKILL')));
}

/** Tells the demo that this process is up, stops in order when asked to, and does not outlive a demo that was killed. */
export function runForDemo(stop: () => Promise<void>): void {
  process.send?.('ready');
  process.once('disconnect', () => process.exit(0));
  stopOnSignal(stop);
}
