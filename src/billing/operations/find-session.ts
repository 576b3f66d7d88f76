import type Stripe from 'stripe';
import type { Operation } from '../stripe/operations.js';

/** The Checkout session of a customer that an operation made. */
export async function findSession(
  stripe: Stripe,
  { id, parameters: { customer } }: Operation<{ customer: string }>,
): Promise<Stripe.Checkout.Session | undefined> {
  for await (const session of stripe.checkout.sessions.list({ customer, limit: 100 })) {
    if (session.metadata?.operation_id === id) return session;
  }
  return undefined;
}
