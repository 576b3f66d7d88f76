import type { Check } from './check.js';
import { MOVED } from './moved.js';

/** Entries that make debt say what the debts of their return were. */
const lending: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row,
           format('lends %s; in all return %s lent %s, and its debts were %s', e.debt, r.id, m.lent_ever, d.amount) AS what
    FROM entries e
    JOIN returns r ON r.wallet_id = e.wallet_id
     AND CASE e.cause WHEN 'refund' THEN r.refund_id WHEN 'dispute' THEN r.dispute_id END::text = e.cause_id
    JOIN (${MOVED}) m ON m.wallet_id = r.wallet_id AND m.return_id = r.id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount), 0) AS amount FROM debts WHERE wallet_id = r.wallet_id AND return_id = r.id) d
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind = 'debt' AND m.lent_ever <> d.amount
    ORDER BY e.wallet_id, e.no`,
};

/** What is owed for a return is what its entries lent, less what came back, was forgiven or written off. */
const owing: Check = {
  table: 'debts',
  sql: `
    SELECT d.wallet_id, d.id::text AS row,
           format('the debts of return %s say %s of %s outstanding and %s written off; its entries say %s of %s before that',
                  d.return_id, d.outstanding_in_all, d.amount_in_all, d.written_off_in_all,
                  coalesce(m.owed, 0), coalesce(m.lent_ever, 0)) AS what
    FROM (
      SELECT *, sum(outstanding) OVER same AS outstanding_in_all, sum(written_off) OVER same AS written_off_in_all,
             sum(amount) OVER same AS amount_in_all
      FROM debts WHERE wallet_id > $1 AND wallet_id <= $2 WINDOW same AS (PARTITION BY wallet_id, return_id)) d
    LEFT JOIN (${MOVED}) m ON m.wallet_id = d.wallet_id AND m.return_id = d.return_id
    WHERE d.outstanding_in_all + d.written_off_in_all <> coalesce(m.owed, 0)
       OR d.amount_in_all <> coalesce(m.lent_ever, 0)
    ORDER BY d.wallet_id, d.created_at, d.id`,
};

/** A wallet owes the sum of its debts, and what finance wrote off of them is in its entries. */
const owed: Check = {
  table: 'debts',
  sql: `
    SELECT w.id AS wallet_id, w.id::text AS row,
           format('wallet owes %s; its debts are %s, and say that %s was written off: its entries say %s',
                  w.debt, d.outstanding, d.written_off, e.written_off) AS what
    FROM wallets w
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(outstanding), 0) AS outstanding, coalesce(sum(written_off), 0) AS written_off
      FROM debts WHERE wallet_id = w.id) d
    LEFT JOIN (
      SELECT wallet_id, -sum(debt) AS written_off FROM entries
      WHERE wallet_id > $1 AND wallet_id <= $2 AND kind = 'debt_write_off' GROUP BY wallet_id) e ON e.wallet_id = w.id
    WHERE w.id > $1 AND w.id <= $2
      AND (w.debt, coalesce(e.written_off, 0)) <> (d.outstanding, d.written_off)
    ORDER BY w.id`,
};

/** Only finance writes off, and nothing but debt. */
const writeOffs: Check = {
  table: 'entries',
  sql: `
    SELECT wallet_id, no::text AS row,
           format('writes off %s, caused by %s of operator %s', -debt, cause, coalesce(operator_id::text, 'none')) AS what
    FROM entries
    WHERE wallet_id > $1 AND wallet_id <= $2 AND kind = 'debt_write_off'
      AND NOT (cause = 'operator' AND operator_id IS NOT NULL AND grant_id IS NULL AND debt < 0
               AND (amount, held, frozen) = (0, 0, 0))
    ORDER BY wallet_id, no`,
};

export const DEBT_CHECKS: readonly Check[] = [lending, owing, owed, writeOffs];
