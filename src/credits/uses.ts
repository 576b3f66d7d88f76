import type { Queryable } from '../platform/db.js';
import { PAGE_MAX, type Page } from './entries.js';

/** One use of a service; amount in hundredths. */
export interface Use {
  id: string;
  /** Slug and name of the service, and what one use of it is called. */
  service: string;
  service_name: string;
  unit: string;
  quantity: number;
  amount: number;
  reversed: boolean;
  metadata: Record<string, unknown> | null;
  created_at: Date;
}

/** What a wallet was charged for, newest first (ids are made in that order); free uses too. Cursor: the last use's id. */
export async function listUses(
  db: Queryable,
  wallet_id: string,
  { limit = 20, cursor }: { limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<Page<Use>> {
  const size = Math.min(limit, PAGE_MAX);
  const rows = await db.query<Use>(
    `SELECT p.id, s.slug AS service, s.name AS service_name, s.unit, p.quantity, p.amount, p.metadata, p.created_at,
            EXISTS (SELECT FROM reversals r WHERE r.wallet_id = p.wallet_id AND r.spend_id = p.id) AS reversed
     FROM spends p JOIN services s ON s.id = p.service_id
     WHERE p.wallet_id = $1 AND ($2::uuid IS NULL OR p.id < $2) ORDER BY p.id DESC LIMIT $3`,
    [wallet_id, cursor ?? null, size + 1],
  );
  const data = rows.slice(0, size);
  return { data, next_cursor: rows.length > size ? (data.at(-1)?.id ?? null) : null };
}
