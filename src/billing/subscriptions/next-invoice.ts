import Stripe from 'stripe';
import type { BillingDeps } from '../deps.js';
import { READ } from '../stripe/client.js';
import type { SubscriptionView } from './view.js';

/** What the next renewal will cost, as Stripe says, in minor units; undefined where it does not answer, or none will come. */
export async function nextInvoiceMinor(
  { stripe }: Pick<BillingDeps, 'stripe'>,
  { stripe_id: subscription }: SubscriptionView,
): Promise<number | undefined> {
  try {
    return (await stripe.invoices.createPreview({ subscription }, READ)).amount_due;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return undefined;
    throw error;
  }
}
