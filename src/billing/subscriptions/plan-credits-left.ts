import type { Queryable } from '../../platform/db.js';
import type { SubscriptionView } from './view.js';

/** What is left, in hundredths, of the credits that came with a plan's invoices. */
export async function planCreditsLeft(
  db: Queryable,
  { id, user_id }: Pick<SubscriptionView, 'id' | 'user_id'>,
): Promise<number> {
  const { left } = await db.one<{ left: number }>(
    `SELECT coalesce(sum(g.remaining), 0) AS left
     FROM grants g JOIN invoices i ON i.stripe_id = split_part(g.source_id, ':', 1)
     WHERE g.wallet_id = $1 AND g.source = 'invoice_line' AND g.open AND i.subscription_id = $2
       AND (g.expires_at IS NULL OR g.expires_at > app.now())`,
    [user_id, id],
  );
  return left;
}
