import nodemailer, { type Transporter } from 'nodemailer';
import type { Config } from '../platform/config.js';
import { crashPoint } from '../platform/crash.js';
import type { Db, Tx } from '../platform/db.js';
import { isRefusedForGood } from './refusal.js';
import { renderMail } from './render.js';
import type { MailTemplate } from './templates.js';

/** The way out: an SMTP connection pool, the sender, and where links in mails lead. */
export type MailTransport = {
  smtp: Pick<Transporter, 'sendMail' | 'close'>;
  from: string;
  /** PUBLIC_URL without a slash at its end. */
  public_url: string;
};

const TIMEOUT_MS = 15_000;

export function createMailTransport(
  config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL'>,
): MailTransport {
  const smtp = nodemailer.createTransport({
    url: config.SMTP_URL,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { smtp, from: config.MAIL_FROM, public_url: config.PUBLIC_URL.replace(/\/+$/, '') };
}

/**
 * Sends a queued mail; does nothing when it was sent or given up. Where its recipient or the mail itself is refused
 * for good it is marked failed; any other fault is thrown for the queue to try again. A secret link is forgotten once
 * it is sent or given up.
 */
export async function deliverMail(db: Db, transport: MailTransport, mail_id: string): Promise<void> {
  const fault = await db.transaction((tx) => deliverLocked(tx, transport, mail_id));
  if (fault === undefined) return;
  const given_up = isRefusedForGood(fault);
  await db.query(
    `UPDATE mails SET error = $2, status = CASE WHEN $3 THEN 'failed' ELSE status END,
            variables = CASE WHEN $3 THEN variables - 'secret' ELSE variables END
     WHERE id = $1 AND status = 'queued'`,
    [mail_id, fault.message.slice(0, 500), given_up],
  );
  if (!given_up) throw fault;
}

type QueuedRow = {
  id: string;
  recipient: string;
  template: MailTemplate;
  variables: Record<string, unknown>;
};

/** The row stays locked while it is sent, so that two workers never send it twice. Answers the fault, if any. */
async function deliverLocked(tx: Tx, transport: MailTransport, mail_id: string): Promise<Error | undefined> {
  const mail = await tx.maybeOne<QueuedRow>(
    `SELECT id, recipient, template, variables FROM mails WHERE id = $1 AND status = 'queued' FOR UPDATE`,
    [mail_id],
  );
  if (!mail) return undefined;
  const { subject, html, text } = await renderMail(
    mail.template,
    withLinks(mail.variables, transport.public_url),
  );
  try {
    await transport.smtp.sendMail({
      from: transport.from,
      // As an object: an address is never parsed as a list of several.
      to: { name: '', address: mail.recipient },
      subject,
      html,
      text,
      messageId: `<${mail.id}@${new URL(transport.public_url).hostname}>`,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  crashPoint('mail.sent');
  await tx.query(
    `UPDATE mails SET status = 'sent', sent_at = app.now(), error = NULL, subject = $2, variables = variables - 'secret'
     WHERE id = $1`,
    [mail.id, subject],
  );
  return undefined;
}

function withLinks(variables: Record<string, unknown>, public_url: string): Record<string, unknown> {
  const { secret, path } = variables as { secret?: { path: string }; path?: string };
  const target = secret?.path ?? path;
  return { ...variables, site: public_url, ...(target ? { url: `${public_url}${target}` } : {}) };
}
