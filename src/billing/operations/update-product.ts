import { enqueue } from '../../platform/outbox.js';
import { isMade, type StripeChanges } from '../catalogue-changes/changes.js';
import type { OperationKind } from '../stripe/operations.js';

/** `product` is an id in Stripe. */
export interface UpdateProduct {
  product: string;
  changes: StripeChanges;
}

export const updateProduct: OperationKind<UpdateProduct> = {
  object: 'product',
  call: (stripe, { parameters: { product, changes } }, options) =>
    stripe.products.update(product, changes, options),
  // An update leaves no object of its own: whether it was made shows in the product's state.
  find: async (stripe, { parameters: { product, changes } }) => {
    const found = await stripe.products.retrieve(product);
    return isMade(found, changes) ? found : undefined;
  },
  failed: (tx, { parameters: { product: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'product', id } }),
};
