import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.js';
import type { BillingDeps } from './deps.js';
import { CheckoutOver } from './errors.js';
import type { Finished } from './stripe/run-operation.js';

/**
 * The address of the hosted page that an operation opened, now or when the same form was sent before.
 *
 * @throws CheckoutOver, StripeUnavailable, StripeRefused
 */
export async function sessionPage(
  { stripe }: Pick<BillingDeps, 'stripe'>,
  { operation: { stripe_id }, object }: Finished,
): Promise<string> {
  const made = object as Stripe.Checkout.Session | undefined;
  const session = made ?? (await askStripe(() => stripe.checkout.sessions.retrieve(stripe_id ?? '')));
  if (session.status !== 'open' || !session.url) throw new CheckoutOver();
  return session.url;
}
