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

/** Keeps a message for the operators' inbox, and mails it to those who answer. */
export async function receiveMessage(tx: Tx, { name, email, body, user_id }: ContactMessage): Promise<void> {
  const { id } = await tx.one<{ id: string }>(
    'INSERT INTO contact_messages (name, email, body, user_id) VALUES ($1, $2, $3, $4) RETURNING id',
    [name, email, body, user_id],
  );
  const operators = await tx.query<{ id: string; email: string; name: string }>(
    `SELECT id, email, name FROM users WHERE role = ANY ($1) AND status = 'active'`,
    [ANSWERED_BY],
  );
  for (const operator of operators) {
    await queueMail(tx, {
      user_id: operator.id,
      to: operator.email,
      template: 'contact-message',
      variables: { name: operator.name, from: `${name} <${email}>`, body },
      key: `contact:${id}:${operator.id}`,
    });
  }
}
