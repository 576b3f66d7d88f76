import type Stripe from 'stripe';
import { enqueue } from '../../platform/outbox.js';
import { askStripe } from '../ask-stripe.js';
import type { BillingDeps } from '../deps.js';
import { LIVE, liveSubscriptions } from '../subscription-rows.js';
import { AlreadySubscribed } from './errors.js';

/**
 * One plan each: a second one would be charged beside the first. Stripe is asked too, since its word on a plan that
 * was begun a moment ago may still be on its way. `customer` is an id in Stripe.
 *
 * @throws AlreadySubscribed, StripeUnavailable, StripeRefused
 */
export async function requireNoPlan(
  { db, stripe }: Pick<BillingDeps, 'db' | 'stripe'>,
  { user_id, customer }: { user_id: string; customer: string },
): Promise<void> {
  const [known] = await liveSubscriptions(db, user_id);
  if (known) throw new AlreadySubscribed();
  const unheard = await liveAtStripe(stripe, customer);
  if (!unheard) return;
  await db.transaction((tx) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'subscription', id: unheard } }),
  );
  throw new AlreadySubscribed();
}

async function liveAtStripe(stripe: Stripe, customer: string): Promise<string | undefined> {
  const { data } = await askStripe(() => stripe.subscriptions.list({ customer, limit: 100 }));
  return data.find(({ status }) => LIVE.includes(status))?.id;
}
