import type { Tx } from '../platform/db.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { audit } from './audit.js';
import { requirePermission } from './permissions.js';
import type { Actor } from './roles.js';

type Kind = 'suspend' | 'freeze_spending';

/** The wallet's column that the spend path reads, so that a spend needs no join. */
const COLUMN: Readonly<Record<Kind, string>> = {
  suspend: 'suspended_until',
  freeze_spending: 'spending_frozen_until',
};

export type NewOverride = {
  actor: Actor;
  user_id: string;
  kind: Kind;
  reason: string;
  ticket?: string;
  /** When it ends by itself; absent: until an operator ends it. */
  ends_at?: Date;
};

/** Suspends an account or freezes its spending. @throws Forbidden, NotFound, InvalidInput */
export async function startOverride(tx: Tx, wanted: NewOverride): Promise<{ id: string }> {
  const { actor, user_id, kind, reason, ticket, ends_at } = wanted;
  requirePermission(actor, 'overrides.suspend');
  if (reason.trim().length < 3 || reason.length > 500)
    throw new InvalidInput({ reason: 'Say why, in 3 to 500 characters.' });
  const wallet = await tx.maybeOne<{ id: string }>('SELECT id FROM wallets WHERE id = $1 FOR UPDATE', [
    user_id,
  ]);
  if (!wallet) throw new NotFound('There is no such customer.');
  const { id } = await tx.one<{ id: string }>(
    `INSERT INTO overrides (user_id, kind, reason, ticket, owner_id, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [user_id, kind, reason, ticket ?? null, actor.id, ends_at ?? null],
  );
  await applyToWallet(tx, { user_id, kind });
  const subject = { type: 'override', id };
  await audit(tx, {
    actor,
    action: `override.${kind}`,
    subject,
    customer_id: user_id,
    after: { kind, ends_at },
    reason,
    ticket,
  });
  return { id };
}

/** Ends an override before its time. @throws Forbidden, NotFound when there is none open with this id */
export async function endOverride(
  tx: Tx,
  { actor, id, reason }: { actor: Actor; id: string; reason: string },
): Promise<void> {
  requirePermission(actor, 'overrides.suspend');
  const ended = await tx.maybeOne<{ user_id: string; kind: Kind }>(
    `UPDATE overrides SET ended_at = app.now(), ended_by = $2
     WHERE id = $1 AND ended_at IS NULL AND kind = ANY($3) RETURNING user_id, kind`,
    [id, actor.id, Object.keys(COLUMN)],
  );
  if (!ended) throw new NotFound('This override has ended already.');
  await tx.query('SELECT FROM wallets WHERE id = $1 FOR UPDATE', [ended.user_id]);
  await applyToWallet(tx, ended);
  const subject = { type: 'override', id };
  await audit(tx, {
    actor,
    action: 'override.end',
    subject,
    customer_id: ended.user_id,
    before: { kind: ended.kind },
    reason,
  });
}

/** The latest end among the overrides that are open; an open end is infinity. */
async function applyToWallet(tx: Tx, { user_id, kind }: { user_id: string; kind: Kind }): Promise<void> {
  await tx.query(
    `UPDATE wallets SET ${COLUMN[kind]} =
       (SELECT max(coalesce(ends_at, 'infinity')) FROM overrides
        WHERE user_id = $1 AND kind = $2 AND ended_at IS NULL)
     WHERE id = $1`,
    [user_id, kind],
  );
}
