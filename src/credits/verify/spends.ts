import type { Check } from './check.js';

/** A spend costs what its price says, its entries pay all of it, and it told the balance that was left. */
const spends: Check = {
  table: 'spends',
  sql: `
    WITH line AS (
      SELECT wallet_id, no, -(amount + held) AS paid, kind, cause_id,
             available_after AS available, sum(held) OVER run AS held, sum(frozen) OVER run AS frozen, sum(debt) OVER run AS debt
      FROM entries WHERE wallet_id > $1 AND wallet_id <= $2
      WINDOW run AS (PARTITION BY wallet_id ORDER BY no)
    ), payment AS (
      SELECT wallet_id, cause_id, sum(paid) AS paid, count(*) AS parts, min(no) AS first_no, max(no) AS last_no
      FROM line WHERE kind IN ('spend', 'capture') GROUP BY wallet_id, cause_id
    ), told AS (
      SELECT s.*, p.paid, p.parts, p.first_no, p.last_no, l.available, l.held, l.frozen, l.debt
      FROM spends s
      LEFT JOIN payment p ON p.wallet_id = s.wallet_id AND p.cause_id = s.id::text
      LEFT JOIN line l ON l.wallet_id = s.wallet_id AND l.no = s.last_entry_no
      WHERE s.wallet_id > $1 AND s.wallet_id <= $2)
    SELECT wallet_id, id::text AS row,
           format('says %s × %s = %s, paid by entries %s to %s, leaving %s; they paid %s and left %s, %s, %s, %s',
                  quantity, unit_cost, amount, first_entry_no, last_entry_no, balance_after, paid,
                  available, held, frozen, debt) AS what
    FROM told
    WHERE (hold_id IS NULL AND amount <> unit_cost * quantity)
       OR (amount > 0) <> (first_entry_no IS NOT NULL)
       OR (amount > 0 AND (amount <> coalesce(paid, 0) OR parts <> last_entry_no - first_entry_no + 1
         OR (first_no, last_no) <> (first_entry_no, last_entry_no)
         OR (balance_after ->> 'available', balance_after ->> 'held', balance_after ->> 'frozen', balance_after ->> 'debt')
            IS DISTINCT FROM (available::text, held::text, frozen::text, debt::text)))
    ORDER BY wallet_id, created_at, id`,
};

/** What a reversal gave back is what its spend had cost, and its entries are that. */
const reversals: Check = {
  table: 'reversals',
  sql: `
    SELECT r.wallet_id, r.spend_id::text AS row,
           format('says %s; its spend cost %s, its entries gave %s', r.amount, s.amount, coalesce(e.amount, 0)) AS what
    FROM reversals r
    JOIN spends s ON s.wallet_id = r.wallet_id AND s.id = r.spend_id
    LEFT JOIN (
      SELECT wallet_id, cause_id, sum(amount) AS amount FROM entries
      WHERE wallet_id > $1 AND wallet_id <= $2 AND cause = 'reversal' GROUP BY wallet_id, cause_id
    ) e ON e.wallet_id = r.wallet_id AND e.cause_id = r.id::text
    WHERE r.wallet_id > $1 AND r.wallet_id <= $2 AND (r.amount, r.amount) <> (s.amount, coalesce(e.amount, 0))
    ORDER BY r.wallet_id, r.created_at, r.id`,
};

export const SPEND_CHECKS: readonly Check[] = [spends, reversals];
