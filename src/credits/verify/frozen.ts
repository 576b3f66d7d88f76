import type { Check } from './check.js';

/** Only disputes freeze, and what is frozen leaves what is available, or goes back to it (or is taken: `return`). */
const freezes: Check = {
  table: 'entries',
  sql: `
    SELECT wallet_id, no::text AS row,
           format('no %s caused by %s moves %s, held %s, frozen %s, debt %s', kind, cause, amount, held, frozen, debt) AS what
    FROM entries
    WHERE wallet_id > $1 AND wallet_id <= $2
      AND NOT CASE kind
        WHEN 'freeze' THEN cause = 'dispute' AND frozen > 0 AND amount = -frozen AND (held, debt) = (0, 0)
        WHEN 'unfreeze' THEN cause = 'dispute' AND frozen < 0 AND amount IN (0, -frozen) AND (held, debt) = (0, 0)
        WHEN 'return' THEN frozen <= 0 AND amount <= 0
        ELSE frozen = 0 END
    ORDER BY wallet_id, no`,
};

/** All that is frozen in a wallet is so for its open disputes. */
const frozen: Check = {
  table: 'wallets',
  sql: `
    SELECT w.id AS wallet_id, w.id::text AS row,
           format('says frozen %s; its open disputes have frozen %s', w.frozen, r.frozen) AS what
    FROM wallets w
    CROSS JOIN LATERAL (SELECT coalesce(sum(frozen), 0) AS frozen FROM returns WHERE wallet_id = w.id AND live) r
    WHERE w.id > $1 AND w.id <= $2 AND w.frozen <> r.frozen
    ORDER BY w.id`,
};

export const FROZEN_CHECKS: readonly Check[] = [freezes, frozen];
