import type { Check } from './check.js';

/** What entries say of each return. An undone one has given back all that it, or the repaying of its debt, took. */
const MOVED = `
  SELECT wallet_id, cause, cause_id, coalesce(-sum(amount + frozen) FILTER (WHERE kind = 'return'), 0) AS taken,
         sum(amount) AS net, count(*) FILTER (WHERE kind = 'return_undone') AS given_back, sum(debt) AS owed, coalesce(sum(debt) FILTER (WHERE kind = 'debt'), 0) AS lent
  FROM entries WHERE wallet_id > $1 AND wallet_id <= $2 AND cause IN ('refund', 'dispute')
  GROUP BY wallet_id, cause, cause_id`;

const NAME = `CASE WHEN r.refund_id IS NULL THEN 'dispute' ELSE 'refund' END = e.cause
              AND coalesce(r.refund_id, r.dispute_id)::text = e.cause_id`;

const returns: Check = {
  table: 'returns',
  sql: `
    SELECT r.wallet_id, r.id::text AS row,
           format('says taken %s, live %s; its entries took %s, %s in all, and %s gave back',
                  r.taken, r.live, coalesce(e.taken, 0), coalesce(e.net, 0), coalesce(e.given_back, 0)) AS what
    FROM returns r LEFT JOIN (${MOVED}) e ON e.wallet_id = r.wallet_id AND ${NAME}
    WHERE r.wallet_id > $1 AND r.wallet_id <= $2
      AND (r.taken <> coalesce(e.taken, 0) OR CASE WHEN r.live THEN e.given_back > 0 ELSE e.net <> 0 END)
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

/**
 * The returns of a payment have together the floor of their share; each one undone may leave a hundredth between,
 * and where more was returned than was paid (a discrepancy of its own) undoing one leaves more.
 * With policy `full` a return lacks nothing, but for what holds kept from it.
 */
const targets: Check = {
  table: 'returns',
  sql: `
    SELECT r.wallet_id, r.id::text AS row,
           format('says target %s, settled %s; the live returns of payment %s should have %s in all, not %s',
                  r.target, r.taken + r.expired + r.frozen + r.debt, r.payment_id, p.share, p.target) AS what
    FROM returns r JOIN (
      SELECT t.wallet_id, t.payment_id, coalesce(sum(t.target) FILTER (WHERE t.live), 0) AS target,
             count(*) FILTER (WHERE NOT t.live) AS undone, sum(t.amount_minor) > m.received_minor AS excessive,
             coalesce(div(g.granted * least(coalesce(sum(t.amount_minor) FILTER (WHERE t.live), 0), m.received_minor),
                          nullif(m.received_minor, 0)), 0) AS share
      FROM returns t JOIN payments m ON m.id = t.payment_id
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS granted FROM grants
                          WHERE wallet_id = t.wallet_id AND payment_id = t.payment_id) g
      WHERE t.wallet_id > $1 AND t.wallet_id <= $2
      GROUP BY t.wallet_id, t.payment_id, g.granted, m.received_minor
    ) p ON p.wallet_id = r.wallet_id AND p.payment_id = r.payment_id
    WHERE (r.live AND NOT p.excessive AND abs(p.target - p.share) > p.undone)
       OR (r.policy = 'full' AND r.target <> r.taken + r.expired + r.frozen + r.debt
           AND NOT EXISTS (SELECT FROM entries h WHERE h.wallet_id = r.wallet_id AND h.kind = 'hold'))
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

/** An entry that makes a debt says what the debt was. */
const lending: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row, format('lends %s, the debt of return %s was %s', e.debt, r.id, coalesce(d.amount, 0)) AS what
    FROM entries e
    JOIN returns r ON r.wallet_id = e.wallet_id AND ${NAME}
    LEFT JOIN debts d ON d.wallet_id = r.wallet_id AND d.return_id = r.id
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind = 'debt' AND e.debt IS DISTINCT FROM d.amount
    ORDER BY e.wallet_id, e.no`,
};

/** A debt is what its return's entries say is owed, and a wallet owes the sum of its debts. */
const debts: Check = {
  table: 'debts',
  sql: `
    SELECT d.wallet_id, d.id::text AS row,
           format('says %s of %s is outstanding; its entries say %s of %s', d.outstanding, d.amount, coalesce(e.owed, 0), coalesce(e.lent, 0)) AS what
    FROM debts d
    JOIN returns r ON r.wallet_id = d.wallet_id AND r.id = d.return_id
    LEFT JOIN (${MOVED}) e ON e.wallet_id = r.wallet_id AND ${NAME}
    WHERE d.wallet_id > $1 AND d.wallet_id <= $2
      AND (d.outstanding <> coalesce(e.owed, 0) OR d.amount <> coalesce(e.lent, 0))
    UNION ALL
    SELECT w.id, w.id::text, format('wallet owes %s; its debts are %s', w.debt, d.outstanding)
    FROM wallets w
    CROSS JOIN LATERAL (SELECT coalesce(sum(outstanding), 0) AS outstanding FROM debts WHERE wallet_id = w.id) d
    WHERE w.id > $1 AND w.id <= $2 AND w.debt <> d.outstanding`,
};

export const RETURN_CHECKS: readonly Check[] = [returns, targets, lending, debts];
