import { enqueue } from '../../platform/outbox.js';
import { setDefault } from '../saved-methods.js';
import type { OperationKind } from '../stripe/operations.js';

/** Both are ids in Stripe. */
export interface ChooseDefault {
  customer: string;
  payment_method: string;
}

/** Makes a saved payment method the one that invoices and top-ups are charged to. */
export const chooseDefault: OperationKind<ChooseDefault> = {
  object: 'customer',
  call: (stripe, { parameters: { customer, payment_method } }, options) =>
    stripe.customers.update(
      customer,
      { invoice_settings: { default_payment_method: payment_method } },
      options,
    ),
  // An update leaves no object of its own: whether it was made shows in the customer's state.
  find: async (stripe, { parameters: { customer, payment_method } }) => {
    const found = await stripe.customers.retrieve(customer);
    return !found.deleted && found.invoice_settings.default_payment_method === payment_method
      ? found
      : undefined;
  },
  succeeded: (tx, { user_id, parameters: { payment_method } }) =>
    setDefault(tx, { user_id: user_id ?? '', stripe_id: payment_method }),
  failed: (tx, { parameters: { payment_method: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'payment_method', id } }),
};
