import type { PurchaseMetadata } from '../purchase.js';
import type { OperationKind } from '../stripe/operations.js';
import { findSession } from './find-session.js';

/** A hosted payment page for one price, once or each period. `price` and `customer` are ids in Stripe. */
export interface CreateCheckoutSession {
  mode: 'payment' | 'subscription';
  user_id: string;
  customer: string;
  price: string;
  quantity: number;
  success_url: string;
  cancel_url: string;
}

export const createCheckoutSession: OperationKind<CreateCheckoutSession> = {
  object: 'checkout.session',
  call: (stripe, { id, parameters }, options) => {
    const { mode, user_id, customer, price, quantity, success_url, cancel_url } = parameters;
    const metadata: PurchaseMetadata = { user_id, price, quantity: String(quantity), operation_id: id };
    return stripe.checkout.sessions.create(
      {
        mode,
        customer,
        client_reference_id: user_id,
        line_items: [{ price, quantity }],
        success_url,
        cancel_url,
        metadata: { ...metadata },
        ...(mode === 'subscription'
          ? { subscription_data: { metadata: { user_id, operation_id: id } } }
          : { payment_intent_data: { metadata: { ...metadata } } }),
      },
      options,
    );
  },
  find: findSession,
};
