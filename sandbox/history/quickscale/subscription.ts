import { fromCredits } from '../../../src/credits/index.js';
import type { Invoice } from '../../stripe/objects/invoice.js';
import type { Subscription } from '../../stripe/objects/subscription.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import type { PaymentRow, Tables } from '../rows.js';
import type { Bill } from '../stripe/invoice.js';
import { HOUR, iso } from '../time.js';

type SubscriptionRow = Tables['subscriptions'];
type InvoiceRow = Tables['invoices'];

/** Stripe leaves a renewal in draft for an hour: the old credits live that long and some. */
export const GRACE = 2 * HOUR;

/** Writes a subscription down. Answers the row, to be followed with followSubscription. */
export function registerSubscription(
  { id: user_id, random, world }: Customer,
  { subscription, offer }: { subscription: Subscription; offer: Offer },
  at: number,
): SubscriptionRow {
  return world.book.insert('subscriptions', {
    id: random.uuid(at),
    stripe_id: subscription.id,
    user_id,
    price_id: offer.price_id,
    quantity: 1,
    pending_price_id: null,
    trial_end: null,
    created_at: fromUnix(subscription.created),
    ...moving(subscription, at),
  });
}

/** Makes the row agree with Stripe's object. */
export function followSubscription(row: SubscriptionRow, subscription: Subscription, at: number): void {
  Object.assign(row, moving(subscription, at));
}

function moving(subscription: Subscription, at: number) {
  const [item] = subscription.items.data;
  if (!item) throw new Error(`${subscription.id} has no item`);
  return {
    status: subscription.status,
    current_period_start: fromUnix(item.current_period_start),
    current_period_end: fromUnix(item.current_period_end),
    cancel_at: optional(subscription.cancel_at),
    cancel_at_period_end: subscription.cancel_at_period_end,
    canceled_at: optional(subscription.canceled_at),
    ended_at: optional(subscription.ended_at),
    updated_at: iso(at),
  };
}

/** Writes an invoice of a subscription down. Answers the row, to be followed with followInvoice. */
export function registerInvoice(
  { id: user_id, random, world }: Customer,
  { invoice, subscription_id }: { invoice: Invoice; subscription_id: string },
  at: number,
): InvoiceRow {
  return world.book.insert('invoices', {
    id: random.uuid(at),
    stripe_id: invoice.id,
    user_id,
    subscription_id,
    number: invoice.number,
    currency: invoice.currency,
    total_minor: invoice.total,
    amount_due_minor: invoice.amount_due,
    created_at: fromUnix(invoice.created),
    ...paying(invoice),
  });
}

/** Makes the row agree with Stripe's object. */
export function followInvoice(row: InvoiceRow, invoice: Invoice): void {
  Object.assign(row, paying(invoice));
}

function paying({ amount_paid, status, status_transitions }: Invoice) {
  return { status, amount_paid_minor: amount_paid, paid_at: optional(status_transitions.paid_at) };
}

/** A paid line gives the credits of its period, until shortly after the period ends. */
export function grantPeriod(
  customer: Customer,
  { bill, offer, payment }: { bill: Bill; offer: Offer; payment: PaymentRow },
  at: number,
): void {
  const [line] = bill.invoice.lines.data;
  const expires_at = bill.period.end + GRACE;
  customer.ledger.grant(
    {
      type: 'subscription',
      amount: fromCredits(offer.credits),
      expires_at,
      source: 'invoice_line',
      source_id: `${bill.invoice.id}:${line?.id}`,
      cause: 'invoice_line',
      payment_id: payment.id,
    },
    at,
  );
  customer.planExpiry(expires_at);
}

function fromUnix(seconds: number): string {
  return iso(seconds * 1000);
}

function optional(seconds: number | null): string | null {
  return seconds === null ? null : fromUnix(seconds);
}
