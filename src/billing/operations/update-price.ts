import type Stripe from 'stripe';
import { enqueue } from '../../platform/outbox.js';
import { isMade, type StripeChanges } from '../catalogue-changes/changes.js';
import { idOf } from '../project/projection.js';
import type { OperationKind } from '../stripe/operations.js';

/** Ids in Stripe. */
export interface UpdatePrice {
  product: string;
  price: string;
  changes: StripeChanges;
}

export const updatePrice: OperationKind<UpdatePrice> = {
  object: 'price',
  call: async (stripe, { parameters }, options) => {
    if (parameters.changes.active === false) await unsetDefault(stripe, parameters, options);
    return stripe.prices.update(parameters.price, parameters.changes, options);
  },
  // An update leaves no object of its own: whether it was made shows in the price's state.
  find: async (stripe, { parameters: { price, changes } }) => {
    const found = await stripe.prices.retrieve(price);
    return isMade(found, changes) ? found : undefined;
  },
  failed: (tx, { parameters: { price: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'price', id } }),
};

/** Stripe archives no price that is its product's default, which a product made in the dashboard always has. */
async function unsetDefault(
  stripe: Stripe,
  { product, price }: UpdatePrice,
  { idempotencyKey }: Stripe.RequestOptions,
): Promise<void> {
  const { default_price } = await stripe.products.retrieve(product);
  if (idOf(default_price ?? null) !== price) return;
  await stripe.products.update(
    product,
    { default_price: '' },
    { idempotencyKey: `${idempotencyKey}:default` },
  );
}
