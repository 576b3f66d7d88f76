import type { TestDatabase } from './database.js';
import { asOwner } from './sql-clock.js';

/** The database's clock in a test's hands, in microseconds since 1970. All connections see a move at once. */
export interface MovingClock {
  now(): Promise<number>;
  /** Forward to `at`; a clock that ticks is never set back. */
  moveTo(at: number): Promise<void>;
}

/** Looks that others take between reading and setting would be given out again: where `p_at` is that near, it is come to by looking. */
const FORWARD = `
  IF p_at - (SELECT last_value FROM app.test_clock) > 10000 THEN
    PERFORM setval('app.test_clock', p_at);
  ELSE
    PERFORM nextval('app.test_clock') FROM generate_series(1, p_at - (SELECT last_value FROM app.test_clock));
  END IF`;

/**
 * Replaces `app.now()`. Stopped, it gives the same moment until it is moved; ticking, each look is a microsecond
 * later than any before it, in whatever session, so that moments read under a lock tell the order of the locks.
 */
export async function takeClock(
  database: TestDatabase,
  { start, ticks }: { start: number; ticks: boolean },
): Promise<MovingClock> {
  const look = ticks ? `nextval('app.test_clock')` : '(SELECT last_value FROM app.test_clock)';
  await asOwner(
    database,
    `CREATE SEQUENCE app.test_clock START ${start};
     GRANT SELECT, UPDATE ON app.test_clock TO PUBLIC;
     CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
       SELECT timestamptz 'epoch' + ${look} * interval '1 microsecond' $$;
     -- One at a time: between reading and setting another might move it further, and this one set it back.
     CREATE FUNCTION app.move_test_clock(p_at bigint) RETURNS void LANGUAGE plpgsql AS $$
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('app.test_clock'));
       ${ticks ? FORWARD : `PERFORM setval('app.test_clock', p_at)`};
     END $$`,
  );
  const { db } = database;
  return {
    now: async () => (await db.one<{ at: number }>(`SELECT ${microseconds('app.now()')} AS at`)).at,
    moveTo: async (at) => {
      await db.query('SELECT app.move_test_clock($1)', [at]);
    },
  };
}

/** SQL for a timestamp in whole microseconds, as numbers: a JavaScript Date would lose the last three digits. */
export function microseconds(timestamp: string): string {
  return `(extract(epoch FROM ${timestamp}) * 1000000)::bigint`;
}
