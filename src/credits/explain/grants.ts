import type { Queryable } from '../../platform/db.js';
import type { CreditType } from '../rules.js';
import type { GrantFacts } from './sums.js';

export interface GrantRow extends GrantFacts {
  type: CreditType;
  created_at: Date;
  held_until: Date | null;
  converted_into: string | null;
}

/** A wallet's grants by `at`: those that can be spent in their order, then the others, newest first. */
export function readGrants(
  db: Queryable,
  { wallet_id, at }: { wallet_id: string; at: string },
): Promise<GrantRow[]> {
  return db.query<GrantRow>(
    `WITH held AS (
       SELECT p.grant_id, max(h.expires_at) AS until FROM holds h
       JOIN hold_parts p ON p.wallet_id = h.wallet_id AND p.hold_id = h.id
       WHERE h.wallet_id = $1 AND h.created_at <= $2 AND (h.closed_at IS NULL OR h.closed_at > $2)
       GROUP BY p.grant_id
     ), converted AS (
       SELECT origin_grant, (array_agg(id ORDER BY id))[1] AS id FROM grants
       WHERE wallet_id = $1 AND source = 'conversion' AND created_at <= $2 GROUP BY origin_grant)
     SELECT g.id, g.type, g.created_at, g.expires_at, coalesce(g.expires_at <= $2, false) AS lapsed,
            held.until AS held_until, converted.id AS converted_into
     FROM grants g LEFT JOIN held ON held.grant_id = g.id LEFT JOIN converted ON converted.origin_grant = g.id
     WHERE g.wallet_id = $1 AND g.created_at <= $2
     ORDER BY g.priority, g.expires_at, g.created_at, g.id`,
    [wallet_id, at],
  );
}
