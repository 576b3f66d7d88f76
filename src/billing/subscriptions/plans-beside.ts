import type { Queryable } from '../../platform/db.js';
import { LIVE } from '../subscription-rows.js';
import type { SubscriptionView } from './view.js';

/**
 * Our ids of the products that the customer's other live subscriptions are to, or will be: what this one must not become,
 * for he would pay the same plan twice.
 */
export async function productsBeside(
  db: Queryable,
  { id, user_id }: Pick<SubscriptionView, 'id' | 'user_id'>,
): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ product_id: string }>(
    `SELECT p.product_id FROM subscriptions s JOIN prices p ON p.id IN (s.price_id, s.pending_price_id)
     WHERE s.user_id = $1 AND s.id <> $2 AND s.status = ANY ($3)`,
    [user_id, id, LIVE],
  );
  return new Set(rows.map(({ product_id }) => product_id));
}
