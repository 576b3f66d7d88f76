import type Stripe from 'stripe';
import { billing, buildInvoice, type Invoice } from '../../stripe/objects/invoice.js';
import { buildSubscriptionLine } from '../../stripe/objects/invoice-line.js';
import { buildInvoicePayment } from '../../stripe/objects/invoice-payment.js';
import type { Subscription } from '../../stripe/objects/subscription.js';
import type { Customer } from '../customer.js';
import { dayAndMonth, unix } from '../time.js';
import { openIntent } from './charge.js';
import type { Period } from './subscription.js';

/** An invoice with the intent that is to pay it. */
export type Bill = {
  invoice: Invoice;
  intent: Stripe.PaymentIntent;
  payment: Stripe.InvoicePayment;
  period: Period;
};

/** Stripe bills one period at `at`, with an intent that nobody has paid yet. */
export function billPeriod(
  customer: Customer,
  {
    subscription,
    period,
    reason,
  }: { subscription: Subscription; period: Period; reason: 'subscription_create' | 'subscription_cycle' },
  at: number,
): Bill {
  const { book } = customer.world;
  const invoice = book.addObject(makeInvoice(customer, { subscription, period, reason }, at));
  subscription.latest_invoice = invoice.id;
  const description = reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update';
  const { currency, total } = invoice;
  book.tell('invoice.created', invoice, at);
  book.tell('invoice.finalized', invoice, at);
  const intent = openIntent(customer, { amount: total, currency, description, metadata: {} }, at);
  intent.setup_future_usage = reason === 'subscription_create' ? 'off_session' : null;
  const payment = buildInvoicePayment({
    id: customer.random.stripeId('inpay'),
    amount_requested: total,
    created: unix(at),
    currency,
    invoice: invoice.id,
    payment_intent: intent.id,
  });
  return { invoice, intent, payment: book.addObject(payment), period };
}

type Billing = { subscription: Subscription; period: Period; reason: string };

function makeInvoice(customer: Customer, { subscription, period, reason }: Billing, at: number): Invoice {
  const { person, random, stripe } = customer;
  const begins = unix(reason === 'subscription_create' ? at : period.start);
  const line = buildSubscriptionLine({
    id: random.stripeId('il'),
    description: `1 × ${subscription.items.data[0]?.price.nickname} (${dayAndMonth(period.start)} to ${dayAndMonth(period.end)})`,
    period: { start: unix(period.start), end: unix(period.end) },
    subscribed: subscription,
  });
  return buildInvoice({
    ...billing(subscription),
    id: random.stripeId('in'),
    billing_reason: reason,
    created: begins,
    customer_email: person.email,
    customer_name: person.name,
    lines: [line],
    number: nextNumber(stripe),
    status_transitions: {
      finalized_at: unix(at),
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
  });
}

function nextNumber(stripe: Stripe.Customer | null): string {
  if (!stripe) throw new Error('only Stripe’s customers have invoices');
  const sequence = stripe.next_invoice_sequence ?? 1;
  stripe.next_invoice_sequence = sequence + 1;
  return `${stripe.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
}

/** The intent has paid the invoice. */
export function settleInvoice(customer: Customer, { invoice, payment }: Bill, at: number): void {
  const { book } = customer.world;
  Object.assign(payment, {
    amount_paid: invoice.total,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: unix(at) },
  } satisfies Partial<Stripe.InvoicePayment>);
  countAttempt(invoice);
  Object.assign(invoice, {
    amount_paid: invoice.total,
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
  } satisfies Partial<Invoice>);
  invoice.status_transitions.paid_at = unix(at);
  book.tell('invoice_payment.paid', payment, at);
  book.tell('invoice.paid', invoice, at);
  book.tell('invoice.payment_succeeded', invoice, at);
}

/** An attempt to pay the invoice was declined; `next` is when Stripe tries again, null when it gives up. */
export function failInvoice(customer: Customer, { invoice }: Bill, next: number | null, at: number): void {
  const { book } = customer.world;
  countAttempt(invoice);
  invoice.next_payment_attempt = next === null ? null : unix(next);
  book.tell('invoice.payment_failed', invoice, at);
  if (next !== null) return;
  invoice.status = 'uncollectible';
  invoice.status_transitions.marked_uncollectible_at = unix(at);
  book.tell('invoice.marked_uncollectible', invoice, at);
}

function countAttempt(invoice: Invoice): void {
  invoice.attempt_count += 1;
  invoice.attempted = true;
}
