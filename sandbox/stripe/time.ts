import { addDuration } from '../clock.js';
import type { World } from './call.js';
import { invalidRequest } from './errors.js';
import { TIMERS } from './routes.js';
import { saveSetting } from './settings.js';
import { nextTimer, runDueTimers } from './timers.js';

/** What the clock says: the simulated time, and how far it is ahead of the real one. */
export function timeOf({ clock }: World): { now: string; offset_ms: number } {
  return { now: clock.now().toISOString(), offset_ms: clock.offsetMs() };
}

/**
 * Moves the clock by an ISO 8601 duration (`P1M`), to a time, or to what happens next by itself, and plays what is due
 * until then, each thing at its own time. Throws where it would go back.
 */
export async function moveClock(
  world: World,
  move: { advance: string } | { now: string } | { next: readonly string[] },
): Promise<ReturnType<typeof timeOf>> {
  const now = world.clock.now();
  const target = await targetOf(world, now, move);
  if (target < now) throw invalidRequest('The clock only goes forward.');
  const offsetMs = target.getTime() - Date.now();
  await saveSetting(world.pool, 'clock_offset_ms', offsetMs);
  await world.clock.moveTo(offsetMs);
  await runDueTimers(world, TIMERS);
  world.wake();
  return timeOf(world);
}

async function targetOf(world: World, now: Date, move: Parameters<typeof moveClock>[1]): Promise<Date> {
  if ('now' in move) return new Date(move.now);
  if ('next' in move) {
    const due = await nextTimer(world, move.next);
    if (due === null) throw invalidRequest('Nothing of that kind is going to happen by itself.');
    return new Date(Math.max(due * 1000, now.getTime()));
  }
  const target = addDuration(now, move.advance);
  if (target) return target;
  throw invalidRequest('`advance` must be an ISO 8601 duration such as P1M or PT90M.');
}
