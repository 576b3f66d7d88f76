import type { Queryable } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import { type LiveReturn, liveReturns } from './return-rows.js';

/**
 * Grants that a payment gave (with others, where several paid one invoice), and those that stand in for them (upgraded,
 * given back): parameters $1 wallet, $2 payment.
 */
export const FAMILY = `
  RECURSIVE family AS (
    SELECT id FROM grants WHERE wallet_id = $1 AND payment_id IN (SELECT * FROM app.paid_together($2))
    UNION
    SELECT g.id FROM family f JOIN grants g ON g.wallet_id = $1 AND g.origin_grant = f.id)`;

/**
 * Credits in hundredths, money in minor units. "Own" is the payment's family of grants. Payments of one invoice are one
 * purchase: all but `left_minor` is about all of them.
 */
export interface ReturnFacts {
  granted: number;
  paid_minor: number;
  /** Of this payment alone: what was not yet decided to go back. */
  left_minor: number;
  own_open: number;
  own_held: number;
  own_frozen: number;
  own_expired: number;
  /** Left the family by returns. */
  own_taken: number;
  others_open: number;
  available: number;
  debt: number;
  /** Decided ones first, then open disputes; each oldest first. */
  returns: LiveReturn[];
}

/**
 * Reads what decides the returns of a payment. To act on it, open the wallet first and read as of `at` its opening.
 * @throws NotFound
 */
export async function readReturnFacts(
  db: Queryable,
  { wallet_id, payment_id, at }: { wallet_id: string; payment_id: string; at?: string },
): Promise<ReturnFacts> {
  const row = await db.maybeOne<Omit<ReturnFacts, 'returns' | 'left_minor'> & { received_minor: number }>(
    `WITH ${FAMILY}, wallet AS (
       SELECT *, id IN (SELECT id FROM family) AS own,
              coalesce(payment_id IN (SELECT * FROM app.paid_together($2)), false) AS bought, coalesce(expires_at <= coalesce($3, app.now()), false) AS lapsed
       FROM grants WHERE wallet_id = $1
     ), own AS (
       SELECT coalesce(sum(amount) FILTER (WHERE bought), 0) AS granted,
              coalesce(sum(remaining) FILTER (WHERE NOT lapsed), 0) AS open,
              coalesce(sum(remaining) FILTER (WHERE lapsed), 0) AS lapsed,
              coalesce(sum(held), 0) AS held, coalesce(sum(frozen), 0) AS frozen
       FROM wallet WHERE own
     ), left_own AS (
       SELECT coalesce(-sum(amount) FILTER (WHERE kind = 'expiry'), 0) AS expired,
              coalesce(-sum(amount + frozen) FILTER (WHERE cause IN ('refund', 'dispute') AND kind <> 'debt_repayment'), 0) AS taken
       FROM entries WHERE wallet_id = $1 AND kind <> 'spend' AND grant_id IN (SELECT id FROM family))
     SELECT own.granted, paid.minor AS paid_minor, p.received_minor, own.open AS own_open, own.held AS own_held, own.frozen AS own_frozen,
            own.lapsed + left_own.expired AS own_expired, left_own.taken AS own_taken,
            everything.open - own.open AS others_open, everything.open AS available, w.debt
     FROM payments p JOIN wallets w ON w.id = p.user_id, own, left_own,
          (SELECT coalesce(sum(remaining), 0) AS open FROM wallet WHERE NOT lapsed) everything,
          (SELECT sum(received_minor) AS minor FROM payments WHERE id IN (SELECT * FROM app.paid_together($2))) paid
     WHERE p.id = $2 AND p.user_id = $1`,
    [wallet_id, payment_id, at ?? null],
  );
  if (!row) throw new NotFound('There is no such payment.');
  const { received_minor, ...facts } = row;
  const returns = await liveReturns(db, { wallet_id, payment_id });
  const decided = returns.filter((each) => each.payment_id === payment_id && !each.undecided);
  const left_minor = decided.reduce((left, { amount_minor }) => left - amount_minor, received_minor);
  return { ...facts, left_minor, returns };
}
