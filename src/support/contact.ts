import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';

export const MESSAGE_MAX = 5000;

/** Who gets a copy by mail of what customers write. */
const ANSWERED_BY = ['support', 'admin'];

export interface ContactMessage {
  name: string;
  email: string;
  /** At most MESSAGE_MAX characters. */
  body: string;
  /** The customer, when he was signed in. */
  user_id: string | null;
}

/** For so long the same words of the same person are one message: a form sent twice, or sent again after going back. */
const SAME_WITHIN = '1 hour';

/** Keeps a message for the operators' inbox, once, and mails it to those who answer. */
export async function receiveMessage(tx: Tx, message: ContactMessage): Promise<void> {
  const { name, email, body } = message;
  const kept = await keep(tx, message);
  if (!kept) return;
  const operators = await tx.query<{ id: string; email: string; name: string }>(
    `SELECT id, email, name FROM users WHERE role = ANY ($1) AND status = 'active'`,
    [ANSWERED_BY],
  );
  for (const operator of operators) {
    await queueMail(tx, {
      user_id: operator.id,
      to: operator.email,
      template: 'contact-message',
      variables: {
        name: operator.name,
        from: `${name} <${email}>`,
        body,
        path: `/admin/resources/messages/records/${kept.id}/show`,
      },
      key: `contact:${kept.id}:${operator.id}`,
    });
  }
}

async function keep(
  tx: Tx,
  { name, email, body, user_id }: ContactMessage,
): Promise<{ id: string } | undefined> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('contact:' || lower($1), 0))", [email]);
  return tx.maybeOne<{ id: string }>(
    `INSERT INTO contact_messages (name, email, body, user_id)
     SELECT $1::text, $2::text, $3::text, $4::uuid WHERE NOT EXISTS (
       SELECT FROM contact_messages WHERE email = $2::text::citext AND body = $3 AND created_at > app.now() - $5::interval)
     RETURNING id`,
    [name, email, body, user_id, SAME_WITHIN],
  );
}
