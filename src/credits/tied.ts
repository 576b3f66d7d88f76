import type { Queryable } from '../platform/db.js';

/** Hundredths that a payment's refund or dispute keeps frozen, or left owed. */
interface TiedCredits {
  payment_id: string;
  receipt_number: string | null;
  disputed: boolean;
  frozen: number;
  owed: number;
}

/** What a wallet cannot spend, or owes, because money went back or may go: by the payment it was. Newest first. */
export function tiedCredits(db: Queryable, wallet_id: string): Promise<TiedCredits[]> {
  return db.query<TiedCredits>(
    `SELECT r.payment_id, p.receipt_number, r.dispute_id IS NOT NULL AS disputed, r.frozen, coalesce(d.owed, 0) AS owed
     FROM returns r JOIN payments p ON p.id = r.payment_id
     LEFT JOIN (SELECT return_id, sum(outstanding) AS owed FROM debts
                WHERE wallet_id = $1 AND outstanding > 0 GROUP BY return_id) d ON d.return_id = r.id
     WHERE r.wallet_id = $1 AND (r.frozen > 0 OR d.owed > 0)
     ORDER BY r.created_at DESC, r.id DESC`,
    [wallet_id],
  );
}
