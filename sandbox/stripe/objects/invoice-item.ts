import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { InvoiceLine } from './invoice-line.js';

/** On the wire decimals are text. */
export type InvoiceItem = Omit<Stripe.InvoiceItem, 'pricing' | 'quantity_decimal'> & {
  pricing: InvoiceLine['pricing'];
  quantity_decimal: string;
};

type Given = Partial<InvoiceItem> & { amount: number; currency: string; customer: string; date: number };

/** A complete item that waits for its customer's next invoice. `amount` in minor units, `date` in Unix seconds. */
export function buildInvoiceItem(given: Given): InvoiceItem {
  return {
    id: newId('ii', 24),
    object: 'invoiceitem',
    customer_account: null,
    description: null,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: null,
    period: { end: given.date, start: given.date },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
    ...given,
  };
}

/** The line that an item becomes on its invoice. */
export function lineOfItem(item: InvoiceItem): InvoiceLine {
  const { amount, currency, description, discountable, id, livemode, metadata, period, proration } = item;
  return {
    id: newId('il', 24),
    object: 'line_item',
    amount,
    currency,
    description,
    discount_amounts: [],
    discountable,
    discounts: [],
    invoice: null,
    livemode,
    metadata: metadata ?? {},
    parent: {
      invoice_item_details: { invoice_item: id, proration, proration_details: null, subscription: null },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period,
    pretax_credit_amounts: [],
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: amount,
    taxes: [],
  };
}
