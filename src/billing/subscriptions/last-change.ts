import type { Tx } from '../../platform/db.js';
import type { ChangeSubscription, Wish } from './wish.js';

/**
 * The last change of ours of a subscription, whether it is confirmed yet or not, where it wished for this; written down at
 * `since` or later, where that is told. `stripe_id` is the subscription's.
 */
export async function lastChange(
  tx: Tx,
  { user_id, stripe_id, since = null }: { user_id: string; stripe_id: string; since?: Date | null },
  wished: (wish: Wish) => boolean,
): Promise<ChangeSubscription | undefined> {
  const last = await tx.maybeOne<{ parameters: ChangeSubscription }>(
    `SELECT parameters FROM stripe_operations
     WHERE user_id = $1 AND kind = 'subscription.change' AND parameters ->> 'subscription' = $2 AND status <> 'failed'
       AND ($3::timestamptz IS NULL OR created_at >= $3)
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [user_id, stripe_id, since],
  );
  return last && wished(last.parameters.wish) ? last.parameters : undefined;
}
