import Stripe from 'stripe';
import { enqueue } from '../../platform/outbox.js';
import type { BillingDeps } from '../deps.js';
import { AlreadySubscribed, StripeUnavailable } from '../errors.js';
import { READ } from '../stripe/client.js';
import { LIVE, liveSubscriptions } from '../subscription-rows.js';

/**
 * One plan each: a second one would be charged beside the first. Stripe is asked too, since its word on a plan that
 * was begun a moment ago may still be on its way. `customer` is an id in Stripe.
 *
 * @throws AlreadySubscribed, StripeUnavailable
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
  try {
    const { data } = await stripe.subscriptions.list({ customer, limit: 100 }, READ);
    return data.find(({ status }) => LIVE.includes(status))?.id;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) throw new StripeUnavailable();
    throw error;
  }
}
