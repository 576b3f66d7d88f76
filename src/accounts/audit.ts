import type { Tx } from '../platform/db.js';
import type { AnyActor } from './roles.js';

export type AuditEntry = {
  actor: AnyActor;
  /** Noun and verb: `refund.request`, `credits.adjust`, `customer.read`. */
  action: string;
  subject: { type: string; id: string | null };
  customer_id?: string | null;
  /** What it was and what it became: only what changed, never secrets. */
  before?: unknown;
  after?: unknown;
  reason?: string | null;
  ticket?: string | null;
};

/** Writes one audit row in the transaction of the change it tells of. The sealer chains it later. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { actor, action, subject, customer_id, before, after, reason, ticket } = entry;
  await tx.query(
    `INSERT INTO audit_entries
       (actor_id, actor_role, action, subject_type, subject_id, customer_id, before, after, reason, ticket, address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      actor.id,
      actor.role,
      action,
      subject.type,
      subject.id,
      customer_id ?? null,
      json(before),
      json(after),
      reason ?? null,
      ticket ?? null,
      actor.address,
    ],
  );
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
