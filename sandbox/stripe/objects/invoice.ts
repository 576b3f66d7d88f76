import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { InvoiceLine } from './invoice-line.js';
import type { Subscription } from './subscription.js';

/** On the wire its lines have decimals as text. */
export type Invoice = Omit<Stripe.Invoice, 'lines'> & {
  lines: Omit<Stripe.ApiList<Stripe.InvoiceLineItem>, 'data'> & { data: InvoiceLine[] };
};

/** Whom an invoice bills, and for what: a subscription, or something else where `parent` is null. */
type Billed = Pick<Invoice, 'currency' | 'customer' | 'parent'>;

type Given = Partial<Omit<Invoice, 'lines'>> & Billed & { created: number; lines: InvoiceLine[] };

type Plain = Omit<
  Invoice,
  | 'id'
  | 'object'
  | 'amount_due'
  | 'amount_remaining'
  | 'created'
  | 'currency'
  | 'customer'
  | 'effective_at'
  | 'lines'
  | 'parent'
  | 'period_end'
  | 'period_start'
  | 'status_transitions'
  | 'subtotal'
  | 'subtotal_excluding_tax'
  | 'total'
  | 'total_excluding_tax'
>;

const PLAIN: Plain = {
  account_country: 'SE',
  account_name: 'QuickScale',
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: true,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  billing_reason: 'subscription_cycle',
  collection_method: 'charge_automatically',
  custom_fields: null,
  customer_account: null,
  customer_address: null,
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: 'none',
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  ending_balance: 0,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  status: 'open',
  test_clock: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
};

/** A complete, finalised and unpaid invoice. Amounts in minor units. */
export function buildInvoice({ lines, ...given }: Given): Invoice {
  const id = given.id ?? newId('in', 24);
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0);
  const off = discountAmounts(lines);
  const total = subtotal - off.reduce((sum, { amount }) => sum + amount, 0);
  const due = Math.max(total, 0);
  return {
    object: 'invoice',
    amount_due: due,
    amount_remaining: due,
    effective_at: given.created,
    lines: {
      object: 'list',
      data: lines.map((line) => ({ ...line, invoice: id })),
      has_more: false,
      url: `/v1/invoices/${id}/lines`,
    },
    period_end: given.created,
    period_start: given.created,
    status_transitions: {
      finalized_at: given.created,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: total,
    ...structuredClone(PLAIN),
    discounts: off.map(({ discount }) => discount),
    total_discount_amounts: off,
    total_pretax_credit_amounts: off.map((each) => ({ ...each, type: 'discount' })),
    ...given,
    id,
  };
}

/** What each discount takes off all lines together. */
function discountAmounts(lines: readonly InvoiceLine[]): { amount: number; discount: string }[] {
  const sums = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap(({ discount_amounts }) => discount_amounts ?? []))
    sums.set(String(discount), (sums.get(String(discount)) ?? 0) + amount);
  return [...sums].map(([discount, amount]) => ({ amount, discount }));
}

/** What an invoice says of the subscription that it bills. */
export function billing({ currency, customer, id, metadata }: Subscription): Billed {
  const subscription_details = { metadata, subscription: id };
  return {
    currency,
    customer,
    parent: { quote_details: null, subscription_details, type: 'subscription_details' },
  };
}
