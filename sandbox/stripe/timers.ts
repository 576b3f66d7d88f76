import type { Call, World } from './call.js';
import { transact } from './call.js';

/** What a kind of timer does when its time has come, by kind. */
export type TimerKinds = Record<string, (call: Call, object: string) => Promise<void>>;

/** Lets something happen to an object at a simulated time, in Unix seconds. */
export async function setTimer(call: Call, kind: string, object: string, due: number): Promise<void> {
  await call.tx.query('insert into timers (due, kind, object) values ($1, $2, $3)', [due, kind, object]);
  call.leaveWork();
}

/**
 * Runs the timers that are due, in order, each at its own time and in its own transaction: after a jump of a
 * month everything has happened when it would have.
 */
export async function runDueTimers(world: World, kinds: TimerKinds): Promise<void> {
  for (;;) {
    const now = Math.floor(world.clock.now().getTime() / 1000);
    const due = await nextTimer(world);
    if (due === null || due > now) return;
    await transact(world, { now: due }, (call) => runOne(call, kinds));
  }
}

/** The simulated time of the next timer (of these kinds), in Unix seconds; null when none is set. */
export async function nextTimer(world: World, kinds: readonly string[] = []): Promise<number | null> {
  const { rows } = await world.pool.query<{ due: number | null }>({
    name: 'next-timer',
    text: "select min(due) as due from timers where $1::text[] = '{}' or kind = any($1)",
    values: [kinds],
  });
  return rows[0]?.due ?? null;
}

async function runOne(call: Call, kinds: TimerKinds): Promise<void> {
  const { rows } = await call.tx.query<{ kind: string; object: string }>(
    `delete from timers where id = (
       select id from timers where due <= $1 order by due, id limit 1 for update skip locked
     ) returning kind, object`,
    [call.now],
  );
  if (rows[0]) await kinds[rows[0].kind]?.(call, rows[0].object);
}
