import Stripe from 'stripe';
import { StripeRefused, StripeUnavailable } from './errors.js';
import { patiently } from './patience.js';
import { outcomeOf } from './stripe/outcome.js';

/**
 * Asks Stripe for what leaves nothing behind, a few times where it does not answer. Each time is a call of its own: the
 * SDK would repeat a POST with the key of the first, and that only repeats its error.
 *
 * @throws StripeUnavailable, StripeRefused
 */
export async function askStripe<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await patiently(ask, mayPass);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (mayPass(error)) throw new StripeUnavailable();
    throw new StripeRefused(`The payment provider refused: ${error.message}`);
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && outcomeOf(error) !== 'refused';
}
