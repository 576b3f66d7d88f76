import Stripe from 'stripe';
import { enqueue } from '../../platform/outbox.js';
import type { PurchaseMetadata } from '../purchase.js';
import type { OperationKind } from '../stripe/operations.js';
import { settleDeclined } from '../top-up/settle.js';
import { NOT_CHARGED } from '../top-up/words.js';

/** A pack bought without its customer, with a saved card. `customer`, `payment_method` and `price` are ids in Stripe. */
export interface CreateTopUp {
  user_id: string;
  customer: string;
  payment_method: string;
  price: string;
  amount_minor: number;
  currency: string;
}

export const createTopUp: OperationKind<CreateTopUp> = {
  object: 'payment_intent',
  call: async (stripe, { id, parameters }, options) => {
    const { user_id, customer, payment_method, price, amount_minor, currency } = parameters;
    const metadata: PurchaseMetadata = { user_id, price, quantity: '1', operation_id: id };
    try {
      return await stripe.paymentIntents.create(
        {
          amount: amount_minor,
          currency,
          customer,
          payment_method,
          off_session: true,
          confirm: true,
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          metadata: { ...metadata },
        },
        options,
      );
    } catch (error) {
      return declinedIntent(error);
    }
  },
  find: async (stripe, { id, parameters: { customer } }) => {
    for await (const intent of stripe.paymentIntents.list({ customer, limit: 100 })) {
      if (intent.metadata.operation_id === id) return intent;
    }
    return undefined;
  },
  failed: async (tx, { id, parameters }) => {
    await settleDeclined(tx, { operation_id: id, failure_code: NOT_CHARGED, decline_code: null });
    // Stripe's no tells that it knows more than we do: a card that was taken away there.
    await enqueue(tx, {
      queue: 'stripe-objects',
      payload: { type: 'payment_method', id: parameters.payment_method },
    });
  },
};

/** A decline makes an intent too: what became of it is read from there, however it was learnt. */
function declinedIntent(error: unknown): { id: string } {
  if (error instanceof Stripe.errors.StripeCardError && error.payment_intent) return error.payment_intent;
  throw error;
}
