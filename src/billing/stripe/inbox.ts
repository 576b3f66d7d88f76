import type Stripe from 'stripe';
import type { Db } from '../../platform/db.js';
import { storableText } from '../../platform/storable-json.js';
import { isFollowed } from '../project/index.js';
import { instant } from '../project/projection.js';
import { type ReadDeps, refresh } from './refresh.js';

/**
 * Stores a verified event, once per id, in one statement. One about an object that we do not follow is kept and
 * ignored.
 *
 * @returns whether it was new
 */
export async function storeEvent(db: Db, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as { object: string; id?: string };
  const stored = await db.maybeOne(
    `INSERT INTO stripe_events (id, type, object_type, object_id, api_version, livemode, payload, state, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      event.id,
      event.type,
      object.object,
      object.id ?? null,
      event.api_version,
      event.livemode,
      storableText(event),
      object.id && isFollowed(object.object) ? 'received' : 'ignored',
      instant(event.created),
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
