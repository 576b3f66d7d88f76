import type { Check } from './check.js';

/** What leaves a grant by conversion is what a pay-as-you-go grant that names it as its origin is given, at once. */
const conversions: Check = {
  table: 'entries',
  sql: `
    SELECT e.wallet_id, e.no::text AS row,
           format('converts %s of grant %s, and the entry after it gives %s to grant %s of type %s',
                  -e.amount, e.grant_id, coalesce(n.amount, 0), g.id, g.type) AS what
    FROM entries e
    LEFT JOIN entries n ON n.wallet_id = e.wallet_id AND n.no = e.no + 1 AND n.kind = 'grant' AND n.cause = 'conversion'
    LEFT JOIN grants g ON g.wallet_id = n.wallet_id AND g.id = n.grant_id
    WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind = 'conversion'
      AND (e.cause <> 'conversion' OR (e.held, e.frozen, e.debt) <> (0, 0, 0)
        OR (n.cause_id, n.amount, g.origin_grant, g.type::text, g.source::text)
           IS DISTINCT FROM (e.cause_id, -e.amount, e.grant_id, 'pay_as_you_go', 'conversion'))
    ORDER BY e.wallet_id, e.no`,
};

/** And a grant that says it is a conversion came from one. */
const converted: Check = {
  table: 'grants',
  sql: `
    SELECT g.wallet_id, g.id::text AS row, format('no conversion of grant %s gave it', g.origin_grant) AS what
    FROM grants g
    LEFT JOIN entries n ON n.wallet_id = g.wallet_id AND n.grant_id = g.id AND n.kind = 'grant'
    LEFT JOIN entries e ON e.wallet_id = n.wallet_id AND e.no = n.no - 1 AND e.kind = 'conversion' AND e.grant_id = g.origin_grant
    WHERE g.wallet_id > $1 AND g.wallet_id <= $2 AND g.source = 'conversion' AND e.no IS NULL
    ORDER BY g.wallet_id, g.created_at, g.id`,
};

export const CONVERSION_CHECKS: readonly Check[] = [conversions, converted];
