import type { Check } from './check.js';
import { DEBT_CHECKS } from './debts.js';
import { MOVED } from './moved.js';

/**
 * What entries say of each return: what it took, what is frozen and what was lent in its present round; and in all,
 * that nothing is gone but what it, or the repaying of its debt, took. One that does not live has given all back.
 */
const returns: Check = {
  table: 'returns',
  sql: `
    SELECT r.wallet_id, r.id::text AS row,
           format('says taken %s, frozen %s, debt %s, live %s; its entries took %s, froze %s, lent %s, and %s is gone',
                  r.taken, r.frozen, r.debt, r.live, coalesce(m.taken, 0), coalesce(m.frozen, 0), coalesce(m.lent, 0),
                  coalesce(m.gone, 0)) AS what
    FROM returns r LEFT JOIN (${MOVED}) m ON m.wallet_id = r.wallet_id AND m.return_id = r.id
    WHERE r.wallet_id > $1 AND r.wallet_id <= $2
      AND ((r.taken, r.frozen, r.debt) <> (coalesce(m.taken, 0), coalesce(m.frozen, 0), coalesce(m.lent, 0))
        OR coalesce(m.gone, 0) <> CASE WHEN r.live THEN r.taken + coalesce(m.repaid, 0) ELSE 0 END)
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

/** What several payments bought together is an invoice's (as app.paid_together, which would be asked row by row). */
const PURCHASE = 'coalesce(m.stripe_invoice_id, m.stripe_charge_id)';

/**
 * The live returns of a purchase have together the floor of their share. Rounding is over the running total: where one
 * was undone, each of the others may have a hundredth too many.
 */
const targets: Check = {
  table: 'returns',
  sql: `
    SELECT r.wallet_id, r.id::text AS row,
           format('says target %s; the live returns of %s should have %s in all, not %s',
                  r.target, p.purchase, p.share, p.target) AS what
    FROM returns r JOIN payments m ON m.id = r.payment_id JOIN (
      SELECT back.wallet_id, back.purchase, sum(back.target) AS target,
             CASE WHEN bool_and(back.untouched) THEN 0 ELSE sum(back.live) END AS rounding,
             coalesce(div(max(b.granted) * sum(back.minor), nullif(max(paid.minor), 0)), 0) AS share
      FROM (
        SELECT t.wallet_id, ${PURCHASE} AS purchase,
               coalesce(sum(t.target) FILTER (WHERE t.live), 0) AS target, count(*) FILTER (WHERE t.live) AS live,
               bool_and(t.live AND t.since_no = 0) AS untouched,
               least(coalesce(sum(t.amount_minor) FILTER (WHERE t.live), 0), m.received_minor) AS minor
        FROM returns t JOIN payments m ON m.id = t.payment_id
        WHERE t.wallet_id > $1 AND t.wallet_id <= $2
        GROUP BY t.wallet_id, m.id, purchase, m.received_minor) back
      JOIN (SELECT m.user_id, ${PURCHASE} AS purchase, sum(m.received_minor) AS minor FROM payments m GROUP BY 1, 2) paid
        ON paid.user_id = back.wallet_id AND paid.purchase = back.purchase
      LEFT JOIN (
        SELECT g.wallet_id, ${PURCHASE} AS purchase, sum(g.amount) AS granted
        FROM grants g JOIN payments m ON m.id = g.payment_id GROUP BY 1, 2) b
        ON b.wallet_id = back.wallet_id AND b.purchase = back.purchase
      GROUP BY back.wallet_id, back.purchase
    ) p ON p.wallet_id = r.wallet_id AND p.purchase = ${PURCHASE}
    WHERE r.live AND p.target - p.share NOT BETWEEN 0 AND p.rounding
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

/**
 * A return lacks something only where the purchase's grants have nothing left to take: what it waits for is held. One
 * with policy `full` lacks nothing else. What all of them count as expired has expired.
 */
const lacking: Check = {
  table: 'returns',
  sql: `
    WITH RECURSIVE undone AS (
      SELECT DISTINCT r.wallet_id, ${PURCHASE} AS purchase
      FROM returns r JOIN payments m ON m.id = r.payment_id WHERE r.live
    ), family AS (
      SELECT g.wallet_id, u.purchase, g.id, g.remaining, g.held
      FROM grants g JOIN payments m ON m.id = g.payment_id
        JOIN undone u ON u.wallet_id = g.wallet_id AND u.purchase = ${PURCHASE}
      UNION ALL
      SELECT g.wallet_id, f.purchase, g.id, g.remaining, g.held
      FROM family f JOIN grants g ON g.wallet_id = f.wallet_id AND g.origin_grant = f.id
    ), own AS (
      SELECT f.wallet_id, f.purchase, sum(f.remaining) AS open, sum(f.held) AS held, sum(e.expired) AS expired
      FROM family f CROSS JOIN LATERAL (
        SELECT coalesce(-sum(amount), 0) AS expired FROM entries
        WHERE wallet_id = f.wallet_id AND grant_id = f.id AND kind = 'expiry') e
      GROUP BY f.wallet_id, f.purchase
    ), settled AS (
      SELECT r.*, ${PURCHASE} AS purchase, r.target - r.taken - r.expired - r.frozen - r.debt AS lacks,
             sum(r.expired) OVER (PARTITION BY r.wallet_id, ${PURCHASE}) AS expired_in_all
      FROM returns r JOIN payments m ON m.id = r.payment_id WHERE r.wallet_id > $1 AND r.wallet_id <= $2 AND r.live)
    SELECT s.wallet_id, s.id::text AS row,
           format('lacks %s of %s with policy %s, counts %s as expired; the grants of %s have %s open, %s held, %s expired',
                  s.lacks, s.target, s.policy, s.expired_in_all, s.purchase,
                  coalesce(o.open, 0), coalesce(o.held, 0), coalesce(o.expired, 0)) AS what
    FROM settled s LEFT JOIN own o ON o.wallet_id = s.wallet_id AND o.purchase = s.purchase
    WHERE (s.policy <> 'keep' AND s.lacks > 0 AND coalesce(o.open, 0) > 0)
       OR (s.policy = 'full' AND s.lacks > coalesce(o.held, 0))
       OR s.expired_in_all > coalesce(o.expired, 0)
    ORDER BY s.wallet_id, s.created_at, s.id`,
};

export const RETURN_CHECKS: readonly Check[] = [returns, targets, lacking, ...DEBT_CHECKS];
