import type { Queryable } from '../platform/db.js';

export interface SentMail {
  readonly id: string;
  readonly template: string;
  readonly subject: string | null;
  readonly recipient: string;
  readonly status: 'queued' | 'sent' | 'failed';
  readonly error: string | null;
  readonly created_at: Date;
}

export interface Note {
  readonly id: string;
  readonly body: string;
  readonly author: string;
  readonly created_at: Date;
}

/** One audited act. `before` and `after` hold only what changed. */
export interface AuditLine {
  readonly id: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly actor_role: string;
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly ticket: string | null;
}

export function listMails(db: Queryable, user_id: string, limit: number): Promise<SentMail[]> {
  return db.query<SentMail>(
    `SELECT id, template, subject, recipient, status, error, created_at
     FROM mails WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [user_id, limit],
  );
}

export function listNotes(db: Queryable, user_id: string, limit: number): Promise<Note[]> {
  return db.query<Note>(
    `SELECT n.id, n.body, u.name AS author, n.created_at
     FROM notes n JOIN users u ON u.id = n.author_id WHERE n.user_id = $1 ORDER BY n.created_at DESC, n.id DESC LIMIT $2`,
    [user_id, limit],
  );
}

/** What was done about a customer; with `actor_id` only what that operator did. */
export function listAudit(
  db: Queryable,
  { customer_id, actor_id, limit }: { customer_id: string; actor_id: string | null; limit: number },
): Promise<AuditLine[]> {
  return db.query<AuditLine>(
    `SELECT a.id, a.at, u.name AS actor, a.actor_role, a.action, a.before, a.after, a.reason, a.ticket
     FROM audit_entries a LEFT JOIN users u ON u.id = a.actor_id
     WHERE a.customer_id = $1 AND ($2::uuid IS NULL OR a.actor_id = $2)
     ORDER BY a.at DESC, a.id DESC LIMIT $3`,
    [customer_id, actor_id, limit],
  );
}
