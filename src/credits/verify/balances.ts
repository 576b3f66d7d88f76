import type { Check } from './check.js';

/** All four parts of a wallet are what its entries sum to, and its available and held credits those of its grants. */
const wallets: Check = {
  table: 'wallets',
  sql: `
    SELECT w.id AS wallet_id, w.id::text AS row,
           format('says entry %s, available %s, held %s, frozen %s, debt %s; its entries make %s, %s, %s, %s, %s; its grants have %s, %s, %s',
                  w.last_entry_no, w.available, w.held, w.frozen, w.debt, e.no, e.amount, e.held, e.frozen, e.debt,
                  g.remaining, g.held, g.frozen) AS what
    FROM wallets w
    LEFT JOIN (
      SELECT wallet_id, max(no) AS no, sum(amount) AS amount, sum(held) AS held, sum(frozen) AS frozen, sum(debt) AS debt
      FROM entries WHERE wallet_id > $1 AND wallet_id <= $2 GROUP BY wallet_id) es ON es.wallet_id = w.id
    LEFT JOIN (
      SELECT wallet_id, sum(remaining) AS remaining, sum(held) AS held, sum(frozen) AS frozen
      FROM grants WHERE wallet_id > $1 AND wallet_id <= $2 GROUP BY wallet_id) gs ON gs.wallet_id = w.id
    CROSS JOIN LATERAL (SELECT coalesce(es.no, 0) AS no, coalesce(es.amount, 0) AS amount, coalesce(es.held, 0) AS held,
                               coalesce(es.frozen, 0) AS frozen, coalesce(es.debt, 0) AS debt) e
    CROSS JOIN LATERAL (SELECT coalesce(gs.remaining, 0) AS remaining, coalesce(gs.held, 0) AS held, coalesce(gs.frozen, 0) AS frozen) g
    WHERE w.id > $1 AND w.id <= $2
      AND ((w.last_entry_no, w.available, w.held, w.frozen, w.debt) <> (e.no, e.amount, e.held, e.frozen, e.debt)
        OR (w.available, w.held, w.frozen) <> (g.remaining, g.held, g.frozen))
    ORDER BY w.id`,
};

/**
 * All four parts of a grant are what its entries sum to, its type has its place in the order of spending, and its
 * wallet is there.
 */
const grants: Check = {
  table: 'grants',
  sql: `
    SELECT g.wallet_id, g.id::text AS row,
           CASE WHEN w.id IS NULL THEN 'its wallet is not there' ELSE
           format('says given %s, remaining %s, held %s, frozen %s, priority %s; its entries make %s, %s, %s, %s',
                  g.amount, g.remaining, g.held, g.frozen, g.priority,
                  coalesce(e.given, 0), coalesce(e.amount, 0), coalesce(e.held, 0), coalesce(e.frozen, 0)) END AS what
    FROM grants g LEFT JOIN (
      SELECT wallet_id, grant_id, sum(amount) AS amount, sum(held) AS held, sum(frozen) AS frozen,
             sum(amount) FILTER (WHERE kind = 'grant') AS given
      FROM entries WHERE wallet_id > $1 AND wallet_id <= $2 GROUP BY wallet_id, grant_id
    ) e ON e.wallet_id = g.wallet_id AND e.grant_id = g.id
    LEFT JOIN wallets w ON w.id = g.wallet_id
    WHERE g.wallet_id > $1 AND g.wallet_id <= $2
      AND (w.id IS NULL OR (g.amount, g.remaining, g.held, g.frozen)
             IS DISTINCT FROM (e.given, coalesce(e.amount, 0), coalesce(e.held, 0), coalesce(e.frozen, 0))
        OR g.open <> (g.remaining > 0)
        OR g.priority <> CASE g.type WHEN 'subscription' THEN 0 WHEN 'promotional' THEN 10 ELSE 20 END)
    ORDER BY g.wallet_id, g.created_at, g.id`,
};

export const BALANCE_CHECKS: readonly Check[] = [grants, wallets];
