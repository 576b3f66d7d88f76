import type { Db, Queryable } from '../platform/db.js';

/** A figure of a day, UTC; money in minor units, with its currency. */
export interface Recounted {
  day: string;
  metric: string;
  currency: string;
  kept: number;
  counted: number;
}

/** Folds what changed since the last call into the figures of the days. Reading them is exact without it, and slower. */
export async function rollUp(db: Db): Promise<void> {
  await db.query('SELECT app.roll_up()');
}

/** Counts all figures anew from the rows, mends those that were kept wrong, and answers them. */
export function recountMetrics(db: Queryable): Promise<Recounted[]> {
  return db.query<Recounted>('SELECT day::text, metric, currency, kept, counted FROM app.recount_metrics()');
}
