import type { Queryable, Tx } from '../platform/db.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { audit } from './audit.js';
import { type Permission, requirePermission } from './permissions.js';
import type { Actor } from './roles.js';

/** An exception that holds for one customer. A cost of his own is in hundredths of a credit a use. */
export type OverrideWish =
  | { kind: 'suspend' | 'freeze_spending' | 'block_refunds' }
  | { kind: 'service_cost'; service: string; cost: number };

export type OverrideKind = OverrideWish['kind'];

export interface NewOverride {
  actor: Actor;
  user_id: string;
  wish: OverrideWish;
  reason: string;
  ticket?: string | undefined;
  /** When it ends by itself; absent: when an operator ends it. */
  ends_at?: Date | undefined;
}

const NEEDS: Readonly<Record<OverrideKind, Permission>> = {
  suspend: 'overrides.suspend',
  freeze_spending: 'overrides.suspend',
  block_refunds: 'overrides.all',
  service_cost: 'overrides.all',
};

export const OVERRIDE_KINDS = Object.keys(NEEDS) as OverrideKind[];

/** What a role must hold to begin or end an override of this kind. */
export function permissionFor(kind: OverrideKind): Permission {
  return NEEDS[kind];
}

/**
 * Begins an override in the place of the one of its kind (and service) that is open.
 * @throws Forbidden, NotFound (no such customer or service), InvalidInput
 */
export async function startOverride(tx: Tx, wanted: NewOverride): Promise<{ id: string }> {
  const { actor, user_id, wish, reason, ticket, ends_at } = wanted;
  requirePermission(actor, permissionFor(wish.kind));
  await lockWallet(tx, user_id);
  await requireSensible(tx, wanted);
  const { kind, ...value } = wish;
  const replaced = await tx.maybeOne<Told>(
    `UPDATE overrides SET ended_at = app.now(), ended_by = $4
     WHERE user_id = $1 AND kind = $2 AND value ->> 'service' IS NOT DISTINCT FROM $3 AND ended_at IS NULL
     RETURNING kind, value, ends_at`,
    [user_id, kind, wish.kind === 'service_cost' ? wish.service : null, actor.id],
  );
  const { id } = await tx.one<{ id: string }>(
    `INSERT INTO overrides (user_id, kind, value, reason, ticket, owner_id, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [user_id, kind, value, reason, ticket ?? null, actor.id, ends_at ?? null],
  );
  await applyToWallet(tx, user_id);
  await audit(tx, {
    actor,
    action: `override.${kind}`,
    subject: { type: 'override', id },
    customer_id: user_id,
    before: replaced && told(replaced),
    after: told({ kind, value, ends_at: ends_at ?? null }),
    reason,
    ticket,
  });
  return { id };
}

export interface OverrideEnd {
  actor: Actor;
  id: string;
  user_id: string;
  reason: string;
  ticket?: string | undefined;
}

/** Ends an override before its time. @throws Forbidden, NotFound when this customer has none open with this id */
export async function endOverride(tx: Tx, end: OverrideEnd): Promise<void> {
  const { actor, id, user_id, reason, ticket } = end;
  await lockWallet(tx, user_id);
  const open = await tx.maybeOne<Told>(
    'SELECT kind, value, ends_at FROM overrides WHERE id = $1 AND user_id = $2 AND ended_at IS NULL FOR UPDATE',
    [id, user_id],
  );
  if (!open) throw new NotFound('This override has ended already.');
  requirePermission(actor, permissionFor(open.kind));
  await tx.query('UPDATE overrides SET ended_at = app.now(), ended_by = $2 WHERE id = $1', [id, actor.id]);
  await applyToWallet(tx, user_id);
  await audit(tx, {
    actor,
    action: 'override.end',
    subject: { type: 'override', id },
    customer_id: user_id,
    before: told(open),
    reason,
    ticket,
  });
}

interface Told {
  kind: OverrideKind;
  value: Readonly<Record<string, unknown>>;
  ends_at: Date | null;
}

function told({ kind, value, ends_at }: Told): object {
  return { kind, ...value, ends_at };
}

async function lockWallet(tx: Tx, user_id: string): Promise<void> {
  const wallet = await tx.maybeOne('SELECT FROM wallets WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
  if (!wallet) throw new NotFound('There is no such customer.');
}

async function requireSensible(tx: Tx, { wish, ends_at }: NewOverride): Promise<void> {
  if (ends_at) {
    const { past } = await tx.one<{ past: boolean }>('SELECT $1 <= app.now() AS past', [ends_at]);
    if (past) throw new InvalidInput({ ends_at: 'Choose a day in the future.' });
  }
  if (wish.kind !== 'service_cost') return;
  const service = await tx.maybeOne('SELECT FROM services WHERE slug = $1', [wish.service]);
  if (!service) throw new InvalidInput({ service: 'There is no such service.' });
  if (!Number.isSafeInteger(wish.cost) || wish.cost < 0)
    throw new InvalidInput({ cost: 'Enter 0 credits or more, with at most two decimals.' });
}

/** The wallet says what the spend path must know, so that a spend of a customer without overrides reads nothing more. */
async function applyToWallet(tx: Tx, user_id: string): Promise<void> {
  await tx.query(
    `UPDATE wallets w
     SET suspended_until = o.suspended, spending_frozen_until = o.frozen, own_costs_until = o.own_costs
     FROM (SELECT max(coalesce(ends_at, 'infinity')) FILTER (WHERE kind = 'suspend') AS suspended,
                  max(coalesce(ends_at, 'infinity')) FILTER (WHERE kind = 'freeze_spending') AS frozen,
                  max(coalesce(ends_at, 'infinity')) FILTER (WHERE kind = 'service_cost') AS own_costs
           FROM overrides WHERE user_id = $1 AND ended_at IS NULL) o
     WHERE w.id = $1`,
    [user_id],
  );
}

/** An override as shown; `active` until it ends by itself or is ended. */
export interface Override {
  id: string;
  kind: OverrideKind | 'comp_plan';
  /** The service's slug and name, and its cost in hundredths, of a cost of one's own. */
  service: string | null;
  service_name: string | null;
  cost: number | null;
  reason: string;
  ticket: string | null;
  /** Name of the operator whose it is. */
  owner: string;
  starts_at: Date;
  ends_at: Date | null;
  ended_at: Date | null;
  active: boolean;
}

/** A customer's overrides, those that hold first, then the newest. */
export function listOverrides(db: Queryable, user_id: string, limit: number): Promise<Override[]> {
  return db.query<Override>(
    `SELECT o.id, o.kind, o.value ->> 'service' AS service, s.name AS service_name, (o.value ->> 'cost')::bigint AS cost,
            o.reason, o.ticket, u.name AS owner, o.starts_at, o.ends_at, o.ended_at,
            o.ended_at IS NULL AND (o.ends_at IS NULL OR o.ends_at > app.now()) AS active
     FROM overrides o JOIN users u ON u.id = o.owner_id LEFT JOIN services s ON s.slug = o.value ->> 'service'
     WHERE o.user_id = $1 ORDER BY active DESC, o.created_at DESC, o.id DESC LIMIT $2`,
    [user_id, limit],
  );
}
