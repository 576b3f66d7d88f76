import type { Queryable } from '../platform/db.js';
import type { Cause } from './ledger.js';
import type { ReturnPolicy } from './rules.js';

/** A live row of `returns`: what a refund or a dispute takes. Hundredths, but for the money. */
export interface LiveReturn extends Pick<Cause, 'cause' | 'cause_id'> {
  id: string;
  payment_id: string;
  /** What of it its payment still had: returns of one payment are never about more than was paid. */
  amount_minor: number;
  policy: ReturnPolicy;
  target: number;
  taken: number;
  expired: number;
  frozen: number;
  debt: number;
  /** A dispute that the bank has not decided: it freezes, and gives way to what is decided. */
  undecided: boolean;
}

/** The columns cause and cause_id of `returns r`: what its entries name. */
export const RETURN_CAUSE = `
  CASE WHEN r.refund_id IS NULL THEN 'dispute' ELSE 'refund' END AS cause, coalesce(r.refund_id, r.dispute_id) AS cause_id`;

/** A dispute goes on to policy `full` when it is lost: until then it only freezes. */
export const UNDECIDED = "(r.dispute_id IS NOT NULL AND r.policy = 'unused')";

/**
 * The live returns of a payment and of those that paid the same invoice: those that are decided first, then the oldest.
 */
export function liveReturns(
  db: Queryable,
  { wallet_id, payment_id }: { wallet_id: string; payment_id: string },
): Promise<LiveReturn[]> {
  return db.query<LiveReturn>(
    `SELECT r.id, r.payment_id, ${RETURN_CAUSE}, r.policy, r.target, r.taken, r.expired, r.frozen, r.debt,
            ${UNDECIDED} AS undecided,
            least(r.amount_minor, greatest(0, p.received_minor + r.amount_minor - sum(r.amount_minor) OVER (
              PARTITION BY r.payment_id ORDER BY ${UNDECIDED}, r.created_at, r.id))) AS amount_minor
     FROM returns r JOIN payments p ON p.id = r.payment_id
     WHERE r.wallet_id = $1 AND r.payment_id IN (SELECT * FROM app.paid_together($2)) AND r.live
     ORDER BY undecided, r.created_at, r.id`,
    [wallet_id, payment_id],
  );
}
