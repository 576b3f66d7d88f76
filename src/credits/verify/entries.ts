import type { Check } from './check.js';

/** Numbered without a gap, and each running balance is the one before plus what the entry moved. */
const numbering: Check = {
  table: 'entries',
  sql: `
    SELECT wallet_id, no::text AS row,
           CASE WHEN no <> before + 1 THEN format('entry %s before it is missing', before + 1)
                ELSE format('available_after is %s, but %s and its amount %s make %s',
                            available_after, balance_before, amount, balance_before + amount) END AS what
    FROM (SELECT wallet_id, no, amount, available_after,
                 lag(no, 1, 0::bigint) OVER line AS before, lag(available_after, 1, 0::bigint) OVER line AS balance_before
          FROM entries WHERE wallet_id > $1 AND wallet_id <= $2
          WINDOW line AS (PARTITION BY wallet_id ORDER BY no)) e
    WHERE no <> before + 1 OR available_after <> balance_before + amount
    ORDER BY wallet_id, no`,
};

/** The kind of an entry, its cause and the parts it moves fit together; only debt moves without a grant. */
const meaning: Check = {
  table: 'entries',
  sql: `
    SELECT wallet_id, no::text AS row,
           format('no %s caused by %s moves %s, held %s, frozen %s, debt %s', kind, cause, amount, held, frozen, debt) AS what
    FROM entries
    WHERE wallet_id > $1 AND wallet_id <= $2
      AND (NOT CASE kind
             WHEN 'spend' THEN cause = 'spend' AND amount < 0 AND (held, frozen, debt) = (0, 0, 0)
             WHEN 'capture' THEN cause = 'spend' AND held < 0 AND (frozen, debt) = (0, 0)
             WHEN 'grant' THEN cause NOT IN ('spend', 'expiry') AND amount > 0 AND (held, frozen, debt) = (0, 0, 0)
             WHEN 'reversal' THEN cause = 'reversal' AND amount > 0 AND (held, frozen, debt) = (0, 0, 0)
             WHEN 'expiry' THEN cause = 'expiry' AND cause_id = grant_id::text AND amount < 0 AND (held, frozen, debt) = (0, 0, 0)
             WHEN 'adjustment' THEN cause = 'operator' AND amount <> 0 AND (held, frozen, debt) = (0, 0, 0)
             WHEN 'return' THEN cause IN ('refund', 'dispute') AND amount + frozen < 0 AND (held, debt) = (0, 0)
             WHEN 'return_undone' THEN cause IN ('refund', 'dispute') AND amount >= 0 AND debt <= 0
             WHEN 'debt' THEN cause IN ('refund', 'dispute') AND debt > 0 AND (amount, held, frozen) = (0, 0, 0)
             WHEN 'debt_repayment' THEN cause IN ('refund', 'dispute') AND amount < 0 AND debt = amount AND (held, frozen) = (0, 0)
             ELSE true END
        OR (grant_id IS NULL AND (amount, held, frozen) <> (0, 0, 0)))
    ORDER BY wallet_id, no`,
};

/** What an entry names as its grant and its cause exists. */
const references: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row,
           CASE WHEN e.grant_id IS NOT NULL AND g.id IS NULL THEN format('there is no grant %s', e.grant_id)
                ELSE format('there is no %s %s', e.cause, e.cause_id) END AS what
    FROM entries e
    LEFT JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
    LEFT JOIN reversals v ON e.cause = 'reversal' AND v.wallet_id = e.wallet_id AND v.id::text = e.cause_id
    LEFT JOIN returns r ON e.cause IN ('refund', 'dispute') AND r.wallet_id = e.wallet_id
                       AND CASE e.cause WHEN 'refund' THEN r.refund_id ELSE r.dispute_id END::text = e.cause_id
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2
      AND ((e.grant_id IS NOT NULL AND g.id IS NULL)
        OR (e.cause = 'reversal' AND v.id IS NULL)
        OR (e.cause IN ('refund', 'dispute') AND r.id IS NULL))
    ORDER BY e.wallet_id, e.no`,
};

/** A grant's first entry is the one that its source caused. */
const origin: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row, format('grant %s came from %s, not from %s', g.id, g.source_id, e.cause_id) AS what
    FROM entries e JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind = 'grant'
      AND split_part(g.source_id, ':' || coalesce(g.origin_grant::text, '-'), 1) <> e.cause_id
    ORDER BY e.wallet_id, e.no`,
};

/**
 * Nothing was spent, held or converted from a grant at or after its expiry, and an expiry counts from that instant; that of credits which
 * a hold kept beyond it, from their release, which is the entry before.
 */
const expiry: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row,
           format('%s at %s, but grant %s expires at %s', e.kind, e.effective_at, g.id, g.expires_at) AS what
    FROM entries e JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2
      AND ((e.kind IN ('spend', 'hold', 'conversion') AND e.effective_at >= g.expires_at)
        OR (e.kind = 'expiry' AND e.effective_at IS DISTINCT FROM greatest(g.expires_at, g.created_at)
            AND NOT EXISTS (
              SELECT FROM entries r
              WHERE r.wallet_id = e.wallet_id AND r.no = e.no - 1 AND r.kind = 'release' AND r.grant_id = e.grant_id
                AND r.amount = -e.amount AND r.effective_at = e.effective_at AND r.effective_at >= g.expires_at)))
    ORDER BY e.wallet_id, e.no`,
};

/** Every entry of a spend belongs to one. */
const spent: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row, format('no spend %s has this entry', e.cause_id) AS what
    FROM entries e LEFT JOIN spends s
      ON s.wallet_id = e.wallet_id AND s.id::text = e.cause_id AND e.no BETWEEN s.first_entry_no AND s.last_entry_no
         AND s.created_at = e.effective_at
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind IN ('spend', 'capture') AND s.id IS NULL
    ORDER BY e.wallet_id, e.no`,
};

export const ENTRY_CHECKS: readonly Check[] = [numbering, meaning, references, origin, expiry, spent];
