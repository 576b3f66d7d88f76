import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';

export class UnknownMessage extends NotFound {
  override readonly code = 'unknown_message';

  constructor() {
    super('There is no such message.');
  }
}

/**
 * An operator says that a message of the contact form is answered, or that it is not after all. The answer itself goes
 * by mail. What is so already stays as it is: who was first is kept.
 *
 * @throws Forbidden, UnknownMessage
 */
export async function markMessage(
  tx: Tx,
  { actor, message_id, answered }: { actor: Actor; message_id: string; answered: boolean },
): Promise<void> {
  requirePermission(actor, 'messages.answer');
  const message = await tx.maybeOne<{ status: string; user_id: string | null }>(
    'SELECT status, user_id FROM contact_messages WHERE id = $1 FOR UPDATE',
    [message_id],
  );
  if (!message) throw new UnknownMessage();
  const status = answered ? 'answered' : 'open';
  if (message.status === status) return;
  await tx.query(
    `UPDATE contact_messages
     SET status = $2, answered_by = $3, answered_at = CASE $2 WHEN 'answered' THEN app.now() END
     WHERE id = $1`,
    [message_id, status, answered ? actor.id : null],
  );
  await audit(tx, {
    actor,
    action: answered ? 'message.answered' : 'message.reopened',
    subject: { type: 'contact_message', id: message_id },
    customer_id: message.user_id,
    before: { status: message.status },
    after: { status },
  });
}
