import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Invoice } from './invoice.js';

/** On the wire decimals are text. */
type Line = Omit<Stripe.CreditNoteLineItem, 'unit_amount_decimal'> & { unit_amount_decimal: string | null };
export type CreditNote = Omit<Stripe.CreditNote, 'lines'> & {
  lines: Omit<Stripe.ApiList<Stripe.CreditNoteLineItem>, 'data'> & { data: Line[] };
};

type Given = Partial<Omit<CreditNote, 'invoice' | 'lines'>> & {
  invoice: Invoice;
  amount: number;
  created: number;
  number: string;
  description: string;
};

/** A complete credit note of one line about a part of an invoice. Amounts in minor units. */
export function buildCreditNote({ invoice, description, ...given }: Given): CreditNote {
  const id = newId('cn', 24);
  const { amount } = given;
  return {
    id,
    object: 'credit_note',
    amount_shipping: 0,
    currency: invoice.currency,
    customer: String(invoice.customer),
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: given.created,
    lines: {
      object: 'list',
      data: [lineOf(amount, description)],
      has_more: false,
      url: `/v1/credit_notes/${id}/lines`,
    },
    livemode: false,
    memo: null,
    metadata: {},
    out_of_band_amount: null,
    pdf: String(invoice.hosted_invoice_url),
    post_payment_amount: 0,
    pre_payment_amount: 0,
    pretax_credit_amounts: [],
    reason: null,
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: 'post_payment',
    voided_at: null,
    ...given,
    invoice: invoice.id,
  };
}

function lineOf(amount: number, description: string): Line {
  return {
    id: newId('cnli', 24),
    object: 'credit_note_line_item',
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: 'custom_line_item',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}
