import { askStripe } from '../ask-stripe.js';
import type { BillingDeps } from '../deps.js';
import { StripeRefused, StripeUnavailable } from '../errors.js';
import type { SubscriptionView } from './view.js';

export interface NextInvoice {
  due_minor: number;
  /** Something is taken off it: a discount that the plan has may be over by then. */
  discounted: boolean;
}

/** What the next renewal will cost, as Stripe says; undefined where it does not answer, or none will come. */
export async function nextInvoiceOf(
  { stripe }: Pick<BillingDeps, 'stripe'>,
  { stripe_id: subscription }: SubscriptionView,
): Promise<NextInvoice | undefined> {
  try {
    const preview = await askStripe(() => stripe.invoices.createPreview({ subscription }));
    const off = (preview.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
    return { due_minor: preview.amount_due, discounted: off > 0 };
  } catch (error) {
    if (error instanceof StripeUnavailable || error instanceof StripeRefused) return undefined;
    throw error;
  }
}
