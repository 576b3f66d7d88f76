import type { Queryable } from './db.js';

/** The one clock, `app.now()` of the database: what decides expiry, periods and deadlines. */
export async function now(db: Queryable): Promise<Date> {
  return (await db.one<{ now: Date }>('SELECT app.now() AS now')).now;
}
