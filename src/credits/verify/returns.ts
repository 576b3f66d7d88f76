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

/**
 * The live returns of a payment have together the floor of their share. Rounding is over the running total: where one
 * was undone, each of the others may have a hundredth too many.
 */
const targets: Check = {
  table: 'returns',
  sql: `
    SELECT r.wallet_id, r.id::text AS row,
           format('says target %s; the live returns of payment %s should have %s in all, not %s',
                  r.target, r.payment_id, p.share, p.target) AS what
    FROM returns r JOIN (
      SELECT t.wallet_id, t.payment_id, coalesce(sum(t.target) FILTER (WHERE t.live), 0) AS target,
             CASE WHEN bool_and(t.live AND t.since_no = 0) THEN 0 ELSE count(*) FILTER (WHERE t.live) END AS rounding,
             coalesce(div(g.granted * least(coalesce(sum(t.amount_minor) FILTER (WHERE t.live), 0), m.received_minor),
                          nullif(m.received_minor, 0)), 0) AS share
      FROM returns t JOIN payments m ON m.id = t.payment_id
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS granted FROM grants
                          WHERE wallet_id = t.wallet_id AND payment_id = t.payment_id) g
      WHERE t.wallet_id > $1 AND t.wallet_id <= $2
      GROUP BY t.wallet_id, t.payment_id, g.granted, m.received_minor
    ) p ON p.wallet_id = r.wallet_id AND p.payment_id = r.payment_id
    WHERE r.live AND p.target - p.share NOT BETWEEN 0 AND p.rounding
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

/**
 * A return lacks something only where the payment's grants have nothing left to take: what it waits for is held. One
 * with policy `full` lacks nothing else. What all of them count as expired has expired.
 */
const lacking: Check = {
  table: 'returns',
  sql: `
    WITH RECURSIVE family AS (
      SELECT g.wallet_id, g.payment_id, g.id, g.remaining, g.held FROM grants g
      WHERE g.wallet_id > $1 AND g.wallet_id <= $2
        AND EXISTS (SELECT FROM returns r WHERE r.wallet_id = g.wallet_id AND r.payment_id = g.payment_id AND r.live)
      UNION ALL
      SELECT g.wallet_id, f.payment_id, g.id, g.remaining, g.held
      FROM family f JOIN grants g ON g.wallet_id = f.wallet_id AND g.origin_grant = f.id
    ), own AS (
      SELECT f.wallet_id, f.payment_id, sum(f.remaining) AS open, sum(f.held) AS held, sum(e.expired) AS expired
      FROM family f CROSS JOIN LATERAL (
        SELECT coalesce(-sum(amount), 0) AS expired FROM entries
        WHERE wallet_id = f.wallet_id AND grant_id = f.id AND kind = 'expiry') e
      GROUP BY f.wallet_id, f.payment_id
    ), settled AS (
      SELECT r.*, r.target - r.taken - r.expired - r.frozen - r.debt AS lacks,
             sum(r.expired) OVER (PARTITION BY r.wallet_id, r.payment_id) AS expired_in_all
      FROM returns r WHERE r.wallet_id > $1 AND r.wallet_id <= $2 AND r.live)
    SELECT s.wallet_id, s.id::text AS row,
           format('lacks %s of %s with policy %s, counts %s as expired; the grants of payment %s have %s open, %s held, %s expired',
                  s.lacks, s.target, s.policy, s.expired_in_all, s.payment_id,
                  coalesce(o.open, 0), coalesce(o.held, 0), coalesce(o.expired, 0)) AS what
    FROM settled s LEFT JOIN own o ON o.wallet_id = s.wallet_id AND o.payment_id = s.payment_id
    WHERE (s.policy <> 'keep' AND s.lacks > 0 AND coalesce(o.open, 0) > 0)
       OR (s.policy = 'full' AND s.lacks > coalesce(o.held, 0))
       OR s.expired_in_all > coalesce(o.expired, 0)
    ORDER BY s.wallet_id, s.created_at, s.id`,
};

export const RETURN_CHECKS: readonly Check[] = [returns, targets, lacking, ...DEBT_CHECKS];
