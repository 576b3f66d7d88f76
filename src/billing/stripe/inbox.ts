import type Stripe from 'stripe';
import type { Db } from '../../platform/db.js';
import { storableText } from '../../platform/storable-json.js';
import { isFollowed } from '../project/index.js';
import { instant } from '../project/projection.js';
import { type ReadDeps, refresh } from './refresh.js';

/** What an event is about, by Stripe's names. */
interface Told {
  object: string;
  /** Not every object has one. */
  id?: string | null;
}

/** Ids of what Stripe only foretells, such as the invoice of `invoice.upcoming`: there is nothing to read. */
const FORETOLD = /^upcoming_/;

/** Whether an event about this object is worked on. Any other is kept and ignored. */
export function isWorkedOn({ object, id }: Told): boolean {
  return Boolean(id) && isFollowed(object) && !FORETOLD.test(id ?? '');
}

/**
 * Stores an event of Stripe's, once per id, in one statement; `came_by` says how we learnt of it.
 *
 * @returns whether it was new
 */
export async function storeEvent(
  db: Db,
  event: Stripe.Event,
  came_by: 'webhook' | 'sweep' = 'webhook',
): Promise<boolean> {
  const object = event.data.object as Told;
  const stored = await db.maybeOne(
    `INSERT INTO stripe_events (id, type, object_type, object_id, api_version, livemode, payload, state, created_at, came_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      event.id,
      event.type,
      object.object,
      object.id ?? null,
      event.api_version,
      event.livemode,
      storableText(event),
      isWorkedOn(object) ? 'received' : 'ignored',
      instant(event.created),
      came_by,
    ],
    { name: 'store_event' },
  );
  return stored !== undefined;
}

/** Reads the object of a stored event afresh and lets our rows follow; what the event itself carries is not used. */
export async function processEvent(deps: ReadDeps, event_id: string): Promise<void> {
  const event = await deps.db.one<{ object_type: string; object_id: string }>(
    'SELECT object_type, object_id FROM stripe_events WHERE id = $1',
    [event_id],
  );
  if (isFollowed(event.object_type)) await refresh(deps, { type: event.object_type, id: event.object_id });
}
