import type { Db, Tx } from '../../src/platform/db.js';

/** A row that waits for its queue. `failures` so far are part of its job's id, so that each try is a job of its own. */
export interface Claimed {
  id: string;
  queue: string;
  failures: number;
}

export interface Work extends Claimed {
  payload: Readonly<Record<string, unknown>>;
  /** When it was due, to the microsecond: whoever asks for the work once more moves it. */
  due: string;
}

/**
 * Where work waits in PostgreSQL. The queue store only carries ids: it can be lost at any time, and everything in
 * it is filled in again from here.
 */
export interface WorkSource {
  /** Whether there is anything to claim: asked several times a second, so it is a look and no transaction. */
  isDue(db: Db): Promise<boolean>;
  /** Takes up to `limit` rows that are due, for handing over in this transaction. */
  claim(tx: Tx, limit: number): Promise<Claimed[]>;
  /** The work behind a job; undefined when it is done or dead already. */
  load(db: Db, id: string): Promise<Work | undefined>;
  /** The work is done as it was loaded; what was asked for once more since then (a replay) is still to do. */
  done(db: Db, work: Work): Promise<void>;
  /** Counts a failure: due again after `seconds`, or dead when that is null. */
  failed(db: Db, id: string, outcome: { error: string; seconds: number | null }): Promise<void>;
  /** Hands rows over again that were handed over long ago and are not done; a job that still exists is not doubled. */
  reclaim(db: Db, lost_after_seconds: number): Promise<number>;
}

/** What is kept of an error. */
export const ERROR_MAX = 2000;

/** The earliest by the index of open work; each connection plans it once. */
export async function isDue(db: Db, { from, where }: { from: string; where: string }): Promise<boolean> {
  const sql = `SELECT coalesce(min(run_at) <= app.now(), false) AS due FROM ${from} WHERE ${where}`;
  return (await db.one<{ due: boolean }>(sql, [], { name: `due in ${from}` })).due;
}
