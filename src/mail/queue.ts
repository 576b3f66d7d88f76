import type { Tx } from '../platform/db.js';
import { enqueue } from '../platform/outbox.js';
import type { MailTemplate, MailVariables } from './templates.js';

export type QueuedMail<T extends MailTemplate> = {
  user_id: string | null;
  to: string;
  template: T;
  variables: MailVariables[T];
  /** At most one mail per key, ever: `receipt:<payment id>`. */
  key?: string;
};

/** Writes a mail and the work to send it, in the transaction that causes it. */
export async function queueMail<T extends MailTemplate>(tx: Tx, mail: QueuedMail<T>): Promise<void> {
  const { user_id, to, template, variables, key } = mail;
  const written = await tx.maybeOne<{ id: string }>(
    `INSERT INTO mails (user_id, recipient, template, variables, key) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO NOTHING RETURNING id`,
    [user_id, to, template, variables, key ?? null],
  );
  if (written)
    await enqueue(tx, { queue: 'mail', payload: { mail_id: written.id }, key: `mail:${written.id}` });
}
