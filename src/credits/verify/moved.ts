/**
 * What the entries of each return moved, for wallets above $1 up to $2. `gone` is what left the grants in all rounds
 * and has not come back, stand-ins of expired grants included; the others count from the present round on, but for
 * `lent_ever` and `owed`.
 */
export const MOVED = `
  SELECT e.wallet_id, r.id AS return_id, -sum(e.amount + e.frozen) AS gone, sum(e.frozen) AS frozen, sum(e.debt) AS owed,
         coalesce(-sum(e.amount + e.frozen) FILTER (WHERE e.kind = 'return' AND e.no > r.since_no), 0) AS taken,
         coalesce(-sum(e.amount) FILTER (WHERE e.kind = 'debt_repayment' AND e.no > r.since_no), 0) AS repaid,
         coalesce(sum(e.debt) FILTER (WHERE e.kind = 'debt' AND e.no > r.since_no), 0) AS lent,
         coalesce(sum(e.debt) FILTER (WHERE e.kind = 'debt'), 0) AS lent_ever
  FROM entries e JOIN returns r ON r.wallet_id = e.wallet_id
       AND CASE e.cause WHEN 'refund' THEN r.refund_id WHEN 'dispute' THEN r.dispute_id END::text = e.cause_id
  WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.cause IN ('refund', 'dispute')
  GROUP BY e.wallet_id, r.id`;
