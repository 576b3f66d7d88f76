import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Subscription } from './subscription.js';

type Pricing = Omit<Stripe.InvoiceLineItem.Pricing, 'unit_amount_decimal'> & {
  unit_amount_decimal: string | null;
};

/** On the wire decimals are text. */
export type InvoiceLine = Omit<Stripe.InvoiceLineItem, 'pricing' | 'quantity_decimal'> & {
  pricing: Pricing | null;
  quantity_decimal: string | null;
};

type Given = Partial<InvoiceLine> & { subscribed: Subscription; period: Stripe.InvoiceLineItem.Period };

/** The line that buys one period (Unix seconds) of a subscription's plan. */
export function buildSubscriptionLine({ subscribed, ...given }: Given): InvoiceLine {
  const [item] = subscribed.items.data;
  if (!item) throw new Error(`Subscription ${subscribed.id} has no item`);
  const { price, quantity = 1 } = item;
  const amount = (price.unit_amount ?? 0) * quantity;
  const product = typeof price.product === 'string' ? price.product : price.product.id;
  return {
    id: newId('il', 24),
    object: 'line_item',
    amount,
    currency: price.currency,
    description: price.nickname,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: subscribed.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscribed.id,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product },
      type: 'price_details',
      unit_amount_decimal: price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: String(quantity),
    subscription: subscribed.id,
    subtotal: given.amount ?? amount,
    taxes: [],
    ...given,
  };
}
