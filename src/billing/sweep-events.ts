import { now } from '../platform/clock.js';
import { READ } from './stripe/client.js';
import { storeEvent } from './stripe/inbox.js';
import type { ReadDeps } from './stripe/refresh.js';

/** Stripe keeps events this long. */
const KEPT_DAYS = 30;
/** Stripe's clock and ours may differ, and an event may be listed a little after its time. */
const OVERLAP_SECONDS = 600;

export interface EventSweep {
  /** Events gone through, and those among them that no webhook had told of. */
  seen: number;
  missed: number;
}

/**
 * Goes through Stripe's events since the last sweep, or all that Stripe still has, and stores those that never
 * arrived: they are worked on like any other. The next sweep begins where this one did, so a failed one loses nothing.
 */
export async function sweepEvents({ db, stripe }: ReadDeps): Promise<EventSweep> {
  const began = await now(db);
  const sweep: EventSweep = { seen: 0, missed: 0 };
  const page = { created: { gte: await sweptUntil({ db, began }) }, limit: 100 };
  for await (const event of stripe.events.list(page, READ)) {
    sweep.seen += 1;
    if (await storeEvent(db, event)) sweep.missed += 1;
  }
  await db.query(
    `INSERT INTO event_sweeps (swept_until) VALUES ($1)
     ON CONFLICT (id) DO UPDATE SET swept_until = greatest(event_sweeps.swept_until, $1), ended_at = app.now()`,
    [began],
  );
  return sweep;
}

/** In Unix seconds. */
async function sweptUntil({ db, began }: Pick<ReadDeps, 'db'> & { began: Date }): Promise<number> {
  const { since } = await db.one<{ since: Date }>(
    `SELECT greatest($1::timestamptz - make_interval(days => ${KEPT_DAYS}),
                     (SELECT swept_until - make_interval(secs => ${OVERLAP_SECONDS}) FROM event_sweeps)) AS since`,
    [began],
  );
  return Math.floor(since.getTime() / 1000);
}
