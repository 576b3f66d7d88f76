import { creditMetadata } from '../catalogue-changes/changes.js';
import { type OperationKind, writeOperation } from '../stripe/operations.js';
import type { UpdatePrice } from './update-price.js';

/** `product` and `replaces` are ids in Stripe; `credit_amount` whole credits, null: as many as its product says. */
export interface CreatePrice {
  product: string;
  nickname: string;
  currency: string;
  unit_amount_minor: number;
  billing_interval: 'month' | 'year' | null;
  credit_amount: number | null;
  /** The price that is archived once this one is there: until then one of the two can be bought. */
  replaces: string | null;
}

export const createPrice: OperationKind<CreatePrice> = {
  object: 'price',
  call: (stripe, { id, parameters }, options) => {
    const { product, nickname, currency, unit_amount_minor, billing_interval, credit_amount } = parameters;
    return stripe.prices.create(
      {
        product,
        currency,
        unit_amount: unit_amount_minor,
        ...(nickname ? { nickname } : {}),
        ...(billing_interval ? { recurring: { interval: billing_interval } } : {}),
        metadata: { ...creditMetadata({ credit_amount }), operation_id: id },
      },
      options,
    );
  },
  find: async (stripe, { id, parameters: { product } }) => {
    for await (const price of stripe.prices.list({ product, limit: 100 })) {
      if (price.metadata.operation_id === id) return price;
    }
    return undefined;
  },
  succeeded: async (tx, { idempotency_key, requested_by, parameters: { product, replaces } }) => {
    if (!replaces) return;
    const parameters: UpdatePrice = { product, price: replaces, changes: { active: false } };
    await writeOperation(tx, {
      kind: 'price.update',
      parameters,
      idempotency_key: `${idempotency_key}:next`,
      user_id: null,
      requested_by,
      inline: true,
    });
  },
};
