import type { Queryable } from '../platform/db.js';
import type { CreditType } from './rules.js';

export interface SpendableGrant {
  id: string;
  type: CreditType;
  remaining: number;
}

/** The open grants of a wallet in the order of spending, without those that lapsed by `at` (default now). */
export function openGrants(
  db: Queryable,
  { id, at }: { id: string; at?: string | undefined },
): Promise<SpendableGrant[]> {
  return db.query<SpendableGrant>(
    `SELECT id, type, remaining FROM grants, (SELECT coalesce($2, app.now()) AS at) clock
     WHERE wallet_id = $1 AND open AND (expires_at IS NULL OR expires_at > clock.at)
     ORDER BY priority, expires_at, created_at, id`,
    [id, at ?? null],
  );
}
