import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';
import { EventNotGivenUp, UnknownEvent } from './errors.js';

interface Dismissal {
  actor: Actor;
  event_id: string;
  reason: string;
  ticket?: string | undefined;
}

/**
 * Puts aside an event that was given up and that no replay can help, such as one that names no object. Why it was given up
 * stays with it; it can be replayed still where it names one.
 * @throws Forbidden, UnknownEvent, EventNotGivenUp
 */
export async function dismissEvent(tx: Tx, { actor, event_id, reason, ticket }: Dismissal): Promise<void> {
  requirePermission(actor, 'events.replay');
  const event = await tx.maybeOne<{ state: string }>(
    'SELECT state FROM stripe_events WHERE id = $1 FOR UPDATE',
    [event_id],
  );
  if (!event) throw new UnknownEvent();
  if (event.state !== 'dead') throw new EventNotGivenUp();
  await tx.query("UPDATE stripe_events SET state = 'ignored' WHERE id = $1", [event_id]);
  await audit(tx, {
    actor,
    action: 'event.dismiss',
    subject: { type: 'stripe_event', id: event_id },
    before: { state: event.state },
    after: { state: 'ignored' },
    reason,
    ticket,
  });
}
