import type Stripe from 'stripe';
import type { Queryable, Tx } from '../platform/db.js';
import { idOf, instant } from './project/projection.js';

/** An invoice with all of its lines, the payments that were tried for it, and what else is read with it. */
export type WholeInvoice = Stripe.Invoice & {
  payments: Stripe.ApiList<Stripe.InvoicePayment>;
  /** Ids of its credit notes. */
  credit_notes: string[];
  /** Why it is not paid although it was tried; null where it was not, or where nothing says why. */
  failure: PaymentFailure | null;
};

/** Stripe's codes. */
export interface PaymentFailure {
  code: string | null;
  decline_code: string | null;
}

/**
 * In SQL, of invoice `i` and its mirror: nobody goes on with it. A draft of a plan's period that Stripe does not make final
 * by itself, as a plan that is unpaid leaves behind; an open one of a plan that is over, which Stripe collects no more.
 */
export const isIdle = (mirror: string) => `(
  i.subscription_id IS NOT NULL AND ${mirror}.data -> 'auto_advance' = 'false'
  AND (i.status = 'draft' OR i.status = 'open' AND EXISTS (
    SELECT FROM subscriptions WHERE subscriptions.id = i.subscription_id AND subscriptions.ended_at IS NOT NULL))
) IS TRUE`;

export interface KnownInvoice {
  id: string;
  stripe_id: string;
  user_id: string;
  subscription_id: string | null;
  /** What people call it by; a draft has none yet. */
  number: string | null;
}

/** The subscription that an invoice bills, by Stripe's id; null for one that bills something else. */
export function subscriptionOf({ parent }: Stripe.Invoice): string | null {
  return idOf(parent?.subscription_details?.subscription);
}

/** A line that buys a period of a plan: the subscription's own, not what a change in mid-period credits or adds. */
export interface PlanLine {
  id: string;
  price: string;
  quantity: number;
  amount_minor: number;
  period: { start: Date; end: Date };
}

/** The lines of an invoice that buy a plan period. */
export function planLinesOf(invoice: Stripe.Invoice): PlanLine[] {
  return invoice.lines.data.flatMap((line) => {
    const item = line.parent?.subscription_item_details;
    const price = idOf(line.pricing?.price_details?.price);
    if (!item || item.proration || !price || !line.quantity) return [];
    const { start, end } = line.period;
    return [
      {
        id: line.id,
        price,
        quantity: line.quantity,
        amount_minor: line.amount,
        period: { start: instant(start), end: instant(end) },
      },
    ];
  });
}

/** The intents that paid an invoice, or were to; only those in one state, where it is given. */
export function intentsOf({ payments }: Stripe.Invoice, state?: Stripe.InvoicePayment['status']): string[] {
  return (payments?.data ?? []).flatMap(({ status, payment }) =>
    state === undefined || status === state ? (idOf(payment.payment_intent) ?? []) : [],
  );
}

export function invoiceByStripeId(db: Queryable, stripe_id: string): Promise<KnownInvoice | undefined> {
  return db.maybeOne<KnownInvoice>(
    'SELECT id, stripe_id, user_id, subscription_id, number FROM invoices WHERE stripe_id = $1',
    [stripe_id],
  );
}

/** Makes the row agree with Stripe's invoice. `subscription_id` is ours. */
export function storeInvoice(
  tx: Tx,
  {
    invoice,
    user_id,
    subscription_id,
  }: { invoice: Stripe.Invoice; user_id: string; subscription_id: string | null },
): Promise<KnownInvoice> {
  const paid_at = invoice.status_transitions.paid_at;
  return tx.one<KnownInvoice>(
    `INSERT INTO invoices (stripe_id, user_id, subscription_id, number, status, currency, total_minor,
                           amount_paid_minor, amount_due_minor, paid_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (stripe_id) DO UPDATE
     SET subscription_id = coalesce(invoices.subscription_id, EXCLUDED.subscription_id), number = EXCLUDED.number,
         status = EXCLUDED.status, total_minor = EXCLUDED.total_minor, amount_paid_minor = EXCLUDED.amount_paid_minor,
         amount_due_minor = EXCLUDED.amount_due_minor, paid_at = EXCLUDED.paid_at
     RETURNING id, stripe_id, user_id, subscription_id, number`,
    [
      invoice.id,
      user_id,
      subscription_id,
      invoice.number,
      invoice.status ?? 'draft',
      invoice.currency,
      invoice.total,
      invoice.amount_paid,
      invoice.amount_due,
      paid_at === null ? null : instant(paid_at),
      instant(invoice.created),
    ],
  );
}
