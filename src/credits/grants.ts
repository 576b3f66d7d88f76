import type { Queryable } from '../platform/db.js';
import type { GrantSource } from './ledger.js';
import type { CreditType } from './rules.js';

/** A grant as shown; amounts in hundredths. `remaining` is 0 from the instant of expiry on. */
export interface GrantView {
  id: string;
  type: CreditType;
  amount: number;
  remaining: number;
  held: number;
  frozen: number;
  expires_at: Date | null;
  expired: boolean;
  source: GrantSource;
  source_id: string;
  payment_id: string | null;
  origin_grant: string | null;
  created_at: Date;
}

const GRANTS_MAX = 200;

/** A wallet's grants: those that can be spent first, in the order of spending, then the others, newest first. */
export function listGrants(
  db: Queryable,
  wallet_id: string,
  { limit = 50, only_open = false }: { limit?: number; only_open?: boolean } = {},
): Promise<GrantView[]> {
  return db.query<GrantView>(
    `SELECT id, type, amount, CASE WHEN expired THEN 0 ELSE remaining END AS remaining, held, frozen, expires_at,
            expired, source, source_id, payment_id, origin_grant, created_at
     FROM (SELECT *, coalesce(expires_at <= app.now(), false) AS expired FROM grants WHERE wallet_id = $1) g
     WHERE NOT $2 OR (open AND NOT expired)
     ORDER BY open AND NOT expired DESC,
              CASE WHEN open AND NOT expired THEN priority END,
              CASE WHEN open AND NOT expired THEN expires_at END,
              CASE WHEN open AND NOT expired THEN created_at END,
              created_at DESC, id
     LIMIT $3`,
    [wallet_id, only_open, Math.min(limit, GRANTS_MAX)],
  );
}
