import { enqueue } from '../../platform/outbox.js';
import type { OperationKind } from '../stripe/operations.js';

/** An id in Stripe. */
export interface DetachPaymentMethod {
  payment_method: string;
}

/** Takes a saved payment method away from its customer, for ever. */
export const detachPaymentMethod: OperationKind<DetachPaymentMethod> = {
  object: 'payment_method',
  call: (stripe, { parameters: { payment_method } }, options) =>
    stripe.paymentMethods.detach(payment_method, {}, options),
  find: async (stripe, { parameters: { payment_method } }) => {
    const found = await stripe.paymentMethods.retrieve(payment_method);
    return found.customer === null ? found : undefined;
  },
  failed: (tx, { parameters: { payment_method: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'payment_method', id } }),
};
