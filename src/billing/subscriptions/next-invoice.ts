import { askStripe } from '../ask-stripe.js';
import type { BillingDeps } from '../deps.js';
import { StripeRefused, StripeUnavailable } from '../errors.js';
import type { SubscriptionView } from './view.js';

/** What the next renewal will cost, as Stripe says, in minor units; undefined where it does not answer, or none will come. */
export async function nextInvoiceMinor(
  { stripe }: Pick<BillingDeps, 'stripe'>,
  { stripe_id: subscription }: SubscriptionView,
): Promise<number | undefined> {
  try {
    return (await askStripe(() => stripe.invoices.createPreview({ subscription }))).amount_due;
  } catch (error) {
    if (error instanceof StripeUnavailable || error instanceof StripeRefused) return undefined;
    throw error;
  }
}
