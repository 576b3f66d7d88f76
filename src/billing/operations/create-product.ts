import { creditMetadata } from '../catalogue-changes/changes.js';
import { type OperationKind, writeOperation } from '../stripe/operations.js';
import type { CreatePrice } from './create-price.js';

/** A product, and the price it begins with. Credits are whole ones. */
export interface CreateProduct {
  name: string;
  description: string;
  credit_amount: number | null;
  trial_credit_amount: number | null;
  first_price: Omit<CreatePrice, 'product' | 'replaces'>;
}

/** The price is an operation after it: made together, Stripe would call it the product's default and let nobody archive it. */
export const createProduct: OperationKind<CreateProduct> = {
  object: 'product',
  call: (stripe, { id, parameters: { name, description, first_price: _, ...credits } }, options) =>
    stripe.products.create(
      {
        name,
        ...(description ? { description } : {}),
        metadata: { ...creditMetadata(credits), operation_id: id },
      },
      options,
    ),
  find: async (stripe, { id }) => {
    for await (const product of stripe.products.list({ limit: 100 })) {
      if (product.metadata.operation_id === id) return product;
    }
    return undefined;
  },
  succeeded: async (tx, { idempotency_key, requested_by, parameters: { first_price } }, product) => {
    const parameters: CreatePrice = { ...first_price, product, replaces: null };
    await writeOperation(tx, {
      kind: 'price.create',
      parameters,
      idempotency_key: `${idempotency_key}:next`,
      user_id: null,
      requested_by,
      inline: true,
    });
  },
};
