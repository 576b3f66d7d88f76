import type { Queryable } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import { creditsToTake, planReturn, type ReturnPlan, type ReturnPolicy } from './rules.js';

/** Grants that a payment gave, and those that stand in for them (upgraded, given back): parameters $1 wallet, $2 payment. */
const FAMILY = `
  RECURSIVE family AS (
    SELECT id FROM grants WHERE wallet_id = $1 AND payment_id = $2
    UNION
    SELECT g.id FROM family f JOIN grants g ON g.wallet_id = $1 AND g.origin_grant = f.id)`;

/** Credits in hundredths, money in minor units. "Own" is the payment's family of grants. */
export interface ReturnFacts {
  granted: number;
  paid_minor: number;
  returned_before_minor: number;
  target_before: number;
  taken_before: number;
  own_open: number;
  own_held: number;
  own_frozen: number;
  /** Expired in all, and that part of it which no earlier return has counted. */
  own_expired: number;
  own_expired_uncounted: number;
  /** Left the family by earlier returns. */
  own_taken: number;
  others_open: number;
  available: number;
}

/**
 * Reads what decides a return of a payment. To act on it, open the wallet first and read as of `at` its opening.
 * @throws NotFound
 */
export async function readReturnFacts(
  db: Queryable,
  { wallet_id, payment_id, at }: { wallet_id: string; payment_id: string; at?: string },
): Promise<ReturnFacts> {
  const facts = await db.maybeOne<ReturnFacts>(
    `WITH ${FAMILY}, wallet AS (
       SELECT *, id IN (SELECT id FROM family) AS own, coalesce(expires_at <= coalesce($3, app.now()), false) AS lapsed
       FROM grants WHERE wallet_id = $1
     ), own AS (
       SELECT coalesce(sum(amount) FILTER (WHERE payment_id = $2), 0) AS granted,
              coalesce(sum(remaining) FILTER (WHERE NOT lapsed), 0) AS open,
              coalesce(sum(remaining) FILTER (WHERE lapsed), 0) AS lapsed,
              coalesce(sum(held), 0) AS held, coalesce(sum(frozen), 0) AS frozen
       FROM wallet WHERE own
     ), left_own AS (
       SELECT coalesce(-sum(amount) FILTER (WHERE kind = 'expiry'), 0) AS expired,
              coalesce(-sum(amount) FILTER (WHERE kind IN ('return', 'return_undone')), 0) AS taken
       FROM entries WHERE wallet_id = $1 AND kind <> 'spend' AND grant_id IN (SELECT id FROM family)
     ), before AS (
       SELECT coalesce(sum(amount_minor), 0) AS returned_minor, coalesce(sum(target), 0) AS target,
              coalesce(sum(taken), 0) AS taken, coalesce(sum(expired), 0) AS expired
       FROM returns WHERE wallet_id = $1 AND payment_id = $2 AND live)
     SELECT own.granted, p.received_minor AS paid_minor, before.returned_minor AS returned_before_minor,
            before.target AS target_before, before.taken AS taken_before,
            own.open AS own_open, own.held AS own_held, own.frozen AS own_frozen,
            own.lapsed + left_own.expired AS own_expired,
            own.lapsed + left_own.expired - before.expired AS own_expired_uncounted,
            left_own.taken AS own_taken, everything.open - own.open AS others_open, everything.open AS available
     FROM payments p, own, left_own, before,
          (SELECT coalesce(sum(remaining), 0) AS open FROM wallet WHERE NOT lapsed) everything
     WHERE p.id = $2 AND p.user_id = $1`,
    [wallet_id, payment_id, at ?? null],
  );
  if (!facts) throw new NotFound('There is no such payment.');
  return facts;
}

/** What a return of `amount_minor` takes, and from where. */
export function planFrom(
  facts: ReturnFacts,
  { amount_minor, policy }: { amount_minor: number; policy: ReturnPolicy },
): ReturnPlan & { target: number } {
  const target = creditsToTake({ ...facts, return_minor: amount_minor, taken_before: facts.target_before });
  return { target, ...planReturn({ ...facts, target, policy, own_expired: facts.own_expired_uncounted }) };
}

/** Open grants in the order of spending; `own` are the payment's. */
export function openGrants(
  db: Queryable,
  { wallet_id, payment_id }: { wallet_id: string; payment_id: string },
): Promise<{ id: string; remaining: number; own: boolean }[]> {
  return db.query(
    `WITH ${FAMILY}
     SELECT id, remaining, id IN (SELECT id FROM family) AS own FROM grants WHERE wallet_id = $1 AND open
     ORDER BY priority, expires_at, created_at, id`,
    [wallet_id, payment_id],
  );
}
