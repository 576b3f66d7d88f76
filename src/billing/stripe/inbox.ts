import type Stripe from 'stripe';
import type { Db } from '../../platform/db.js';
import { storableText } from '../../platform/storable-json.js';
import { isFollowed } from '../project/index.js';
import { instant } from '../project/projection.js';
import { isWorkedOn, type Told } from './event-families.js';
import { type ReadDeps, refresh } from './refresh.js';

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
  const { id, type, data } = event;
  const object = data.object as { object: string; id?: string | null };
  const told: Told = { type, object_type: object.object, object_id: object.id ?? null };
  const stored = await db.maybeOne(
    `INSERT INTO stripe_events (id, type, object_type, object_id, api_version, livemode, payload, state, created_at, came_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      id,
      type,
      told.object_type,
      told.object_id,
      event.api_version,
      event.livemode,
      storableText(event),
      isWorkedOn(told) ? 'received' : 'ignored',
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
