import type { Queryable } from '../../platform/db.js';
import { type DeclineReason, declineReason } from '../decline-reasons.js';
import { LIVE } from '../subscription-rows.js';

export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'canceled'
  | 'unpaid'
  | 'paused';

/** A customer's subscription as its owner sees it. `credits` are whole ones per billing period. */
export interface SubscriptionView {
  id: string;
  stripe_id: string;
  /** "Pro, monthly". */
  plan: string;
  credits: number | null;
  unit_amount_minor: number;
  currency: string;
  billing_interval: 'month' | 'year';
  status: SubscriptionStatus;
  /** Whether it is the customer's one: not ended, and begun for good. */
  live: boolean;
  current_period_start: Date;
  current_period_end: Date;
  trial_end: Date | null;
  /** When it ends instead of renewing; null while it goes on, and once it has ended. */
  ends_at: Date | null;
  /** Whether it ends because its period does, not on a date of its own. */
  cancel_at_period_end: boolean;
  ended_at: Date | null;
}

/** The live subscription, the oldest where Stripe has two, else the one that ended last. */
export function subscriptionOf(db: Queryable, user_id: string): Promise<SubscriptionView | undefined> {
  return db.maybeOne<SubscriptionView>(
    `SELECT s.id, s.stripe_id, o.name || CASE p.billing_interval WHEN 'year' THEN ', yearly' ELSE ', monthly' END AS plan,
            coalesce(p.credit_amount, o.credit_amount) * s.quantity AS credits,
            p.unit_amount_minor * s.quantity AS unit_amount_minor, p.currency, p.billing_interval, s.status,
            s.status = ANY ($2) AS live, s.current_period_start, s.current_period_end, s.trial_end, s.ended_at,
            s.cancel_at_period_end,
            CASE WHEN s.ended_at IS NULL
                 THEN coalesce(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN s.current_period_end END) END AS ends_at
     FROM subscriptions s JOIN prices p ON p.id = s.price_id JOIN products o ON o.id = p.product_id
     WHERE s.user_id = $1
     ORDER BY s.status = ANY ($2) DESC, CASE WHEN s.status = ANY ($2) THEN s.created_at END, s.created_at DESC, s.id
     LIMIT 1`,
    [user_id, LIVE],
  );
}

/** An invoice of a customer's. `payment_id`: of the payment that paid it. */
export interface InvoiceView {
  id: string;
  number: string | null;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  total_minor: number;
  currency: string;
  created_at: Date;
  payment_id: string | null;
}

/** The newest first. */
export function recentInvoices(
  db: Queryable,
  { user_id, limit }: { user_id: string; limit: number },
): Promise<InvoiceView[]> {
  return db.query<InvoiceView>(
    `SELECT i.id, i.number, i.status, i.total_minor, i.currency, i.created_at, paid.id AS payment_id
     FROM invoices i LEFT JOIN LATERAL (
       SELECT p.id FROM payments p
       WHERE p.user_id = i.user_id AND p.stripe_invoice_id = i.stripe_id AND p.status = 'succeeded'
       ORDER BY p.paid_at DESC, p.id DESC LIMIT 1) paid ON true
     WHERE i.user_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT $2`,
    [user_id, limit],
  );
}

/** What a subscription's customer owes, and why its last payment did not go through, where that is known. */
export interface Overdue {
  due_minor: number;
  currency: string;
  decline: DeclineReason | null;
  /** Stripe's page on which it can be paid at once, with any card. */
  pay_url: string | null;
}

/** Undefined when no invoice of the subscription waits for its money. */
export async function overdueOf(db: Queryable, subscription_id: string): Promise<Overdue | undefined> {
  const row = await db.maybeOne<{
    due_minor: number;
    currency: string;
    failed: boolean;
    decline_code: string | null;
    failure_code: string | null;
    pay_url: string | null;
  }>(
    `SELECT i.amount_due_minor AS due_minor, i.currency, last.id IS NOT NULL AS failed, last.decline_code, last.failure_code,
            o.data ->> 'hosted_invoice_url' AS pay_url
     FROM invoices i LEFT JOIN stripe_objects o ON o.id = i.stripe_id LEFT JOIN LATERAL (
       SELECT p.id, p.decline_code, p.failure_code FROM payments p
       WHERE p.user_id = i.user_id AND p.stripe_invoice_id = i.stripe_id AND p.status = 'failed'
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1) last ON true
     WHERE i.subscription_id = $1 AND i.status = 'open' ORDER BY i.created_at DESC, i.id DESC LIMIT 1`,
    [subscription_id],
  );
  if (!row) return undefined;
  const { due_minor, currency, failed, decline_code, failure_code, pay_url } = row;
  return {
    due_minor,
    currency,
    decline: failed ? declineReason(decline_code, failure_code) : null,
    pay_url,
  };
}
