import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';
import { EventNotFollowed, EventOfAnotherAccount, UnknownEvent } from './errors.js';
import { isWorkedOn, type Told } from './stripe/event-families.js';

/**
 * Has a stored event worked on once more, whatever became of it before: its object is read afresh, so that this is
 * safe at any time.
 * @throws Forbidden, UnknownEvent, EventNotFollowed, EventOfAnotherAccount
 */
export async function replayEvent(
  tx: Tx,
  { actor, event_id }: { actor: Actor; event_id: string },
): Promise<void> {
  requirePermission(actor, 'events.replay');
  const event = await tx.maybeOne<Told & { state: string; foreign: boolean }>(
    `SELECT state, type, object_type, object_id, payload ->> 'account' IS NOT NULL AS foreign
     FROM stripe_events WHERE id = $1 FOR UPDATE`,
    [event_id],
  );
  if (!event) throw new UnknownEvent();
  if (event.foreign) throw new EventOfAnotherAccount();
  if (!isWorkedOn(event)) throw new EventNotFollowed(event);
  await tx.query(
    `UPDATE stripe_events SET state = 'received', attempts = 0, error = NULL, run_at = app.now(), relayed_at = NULL
     WHERE id = $1`,
    [event_id],
  );
  await audit(tx, {
    actor,
    action: 'event.replay',
    subject: { type: 'stripe_event', id: event_id },
    before: { state: event.state },
    after: { state: 'received' },
  });
}
