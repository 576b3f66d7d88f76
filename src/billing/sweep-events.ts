import { now } from '../platform/clock.js';
import { type LostTime, readInsteadOfEvents } from './lost-events.js';
import { READ } from './stripe/client.js';
import { storeEvent } from './stripe/inbox.js';
import type { ReadDeps } from './stripe/refresh.js';

/** Stripe keeps events this long. */
export const KEPT_DAYS = 30;
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
 * What Stripe no longer has is read from its objects, and raised.
 */
export async function sweepEvents(deps: ReadDeps): Promise<EventSweep> {
  const { db, stripe } = deps;
  const began = await now(db);
  const { since, lost } = await unswept({ db, began });
  if (lost) await readInsteadOfEvents(deps, lost);
  const sweep: EventSweep = { seen: 0, missed: 0 };
  const page = { created: { gte: Math.floor(since.getTime() / 1000) }, limit: 100 };
  for await (const event of stripe.events.list(page, READ)) {
    sweep.seen += 1;
    if (await storeEvent(db, event, 'sweep')) sweep.missed += 1;
  }
  await db.query(
    `INSERT INTO event_sweeps (swept_until) VALUES ($1)
     ON CONFLICT (id) DO UPDATE SET swept_until = greatest(event_sweeps.swept_until, $1), ended_at = app.now()`,
    [began],
  );
  return sweep;
}

/** Since when events are to be gone through, and the time before that of which Stripe has forgotten them. */
async function unswept({
  db,
  began,
}: Pick<ReadDeps, 'db'> & { began: Date }): Promise<{ since: Date; lost: LostTime | undefined }> {
  const { kept_since, swept_until } = await db.one<{ kept_since: Date; swept_until: Date | null }>(
    `SELECT $1::timestamptz - make_interval(days => ${KEPT_DAYS}) AS kept_since,
            (SELECT swept_until - make_interval(secs => ${OVERLAP_SECONDS}) FROM event_sweeps) AS swept_until`,
    [began],
  );
  if (!swept_until) return { since: kept_since, lost: undefined };
  return swept_until < kept_since
    ? { since: kept_since, lost: { from: swept_until, until: kept_since } }
    : { since: swept_until, lost: undefined };
}
