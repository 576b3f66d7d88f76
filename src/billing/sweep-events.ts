import type Stripe from 'stripe';
import { now } from '../platform/clock.js';
import type { Db } from '../platform/db.js';
import { type LostTime, readInsteadOfEvents } from './lost-events.js';
import { READ } from './stripe/client.js';
import { storeEvent } from './stripe/inbox.js';
import type { ReadDeps } from './stripe/refresh.js';

/** Stripe keeps events this long. */
export const KEPT_DAYS = 30;
/** Stripe's clock and ours may differ, and an event may be listed a little after its time. */
const OVERLAP_SECONDS = 600;
const PAGE = 100;

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
  const asked = { created: { gte: Math.floor(since.getTime() / 1000) }, limit: PAGE };
  for await (const page of inPages(stripe.events.list(asked, READ))) {
    sweep.seen += page.length;
    sweep.missed += await storeMissed(db, page);
  }
  await db.query(
    `INSERT INTO event_sweeps (swept_until) VALUES ($1)
     ON CONFLICT (id) DO UPDATE SET swept_until = greatest(event_sweeps.swept_until, $1),
       ended_at = app.now(), made_at = clock_timestamp()`,
    [began],
  );
  return sweep;
}

async function* inPages(events: AsyncIterable<Stripe.Event>): AsyncGenerator<Stripe.Event[]> {
  let page: Stripe.Event[] = [];
  for await (const event of events) {
    page.push(event);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** Nearly all are known: one question a page, not a write for each. Answers how many were missed. */
async function storeMissed(db: Db, page: readonly Stripe.Event[]): Promise<number> {
  const missed = await db.query<{ id: string }>(
    'SELECT id FROM unnest($1::text[]) AS listed (id) WHERE NOT EXISTS (SELECT FROM stripe_events e WHERE e.id = listed.id)',
    [page.map(({ id }) => id)],
  );
  const ids = new Set(missed.map(({ id }) => id));
  let stored = 0;
  for (const event of page) if (ids.has(event.id) && (await storeEvent(db, event, 'sweep'))) stored += 1;
  return stored;
}

interface Unswept {
  /** From when on events are to be gone through. */
  since: Date;
  /** The time before that of which Stripe has forgotten them. */
  lost: LostTime | undefined;
}

async function unswept({ db, began }: Pick<ReadDeps, 'db'> & { began: Date }): Promise<Unswept> {
  const { kept_since, swept_until, from, since, stood_still } = await db.one<{
    kept_since: Date;
    swept_until: Date | null;
    from: Date;
    since: Date;
    stood_still: boolean;
  }>(
    `SELECT kept_since, swept_until, swept_until - overlap AS from, greatest(kept_since, swept_until - overlap) AS since,
            made_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS}) AS stood_still
     FROM (SELECT $1::timestamptz - make_interval(days => ${KEPT_DAYS}) AS kept_since,
                  make_interval(secs => ${OVERLAP_SECONDS}) AS overlap) times
     LEFT JOIN event_sweeps ON true`,
    [began],
  );
  const isLost = swept_until !== null && swept_until < kept_since;
  return { since, lost: isLost ? { from, until: kept_since, stood_still } : undefined };
}
