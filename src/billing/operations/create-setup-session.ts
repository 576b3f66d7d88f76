import type { OperationKind } from '../stripe/operations.js';
import { findSession } from './find-session.js';

/** A hosted page on which a customer saves a card. `customer` is an id in Stripe. */
export interface CreateSetupSession {
  user_id: string;
  customer: string;
  /** Decides which kinds of payment method the page offers. */
  currency: string;
  success_url: string;
  cancel_url: string;
}

export const createSetupSession: OperationKind<CreateSetupSession> = {
  object: 'checkout.session',
  call: (stripe, { id, parameters }, options) => {
    const { user_id, customer, currency, success_url, cancel_url } = parameters;
    const metadata = { user_id, operation_id: id };
    return stripe.checkout.sessions.create(
      {
        mode: 'setup',
        customer,
        currency,
        client_reference_id: user_id,
        success_url,
        cancel_url,
        metadata,
        setup_intent_data: { metadata },
      },
      options,
    );
  },
  find: findSession,
};
