import type { Queryable } from '../../platform/db.js';
import { type DeclineReason, declineReason, declineToOperators } from '../decline-reasons.js';
import { isIdle } from '../invoices.js';

/** An invoice that waits for its money, and why its last payment did not go through, where that is known. */
export interface Overdue {
  due_minor: number;
  currency: string;
  /** Null where no attempt was declined: the bank wants its customer to confirm it, or nothing was tried yet. */
  decline: DeclineReason | null;
  decline_to_operators: string | null;
  /** Stripe's page on which it can be paid at once, with any card. */
  pay_url: string | null;
}

/** What is due for periods that have begun; undefined when nothing is. */
export function overdueOf(db: Queryable, subscription_id: string): Promise<Overdue | undefined> {
  return awaited(db, subscription_id, 'i.stripe_id IS DISTINCT FROM s.pending_invoice');
}

/** What a change of plan waits for; undefined when none does. */
export function unpaidChangeOf(db: Queryable, subscription_id: string): Promise<Overdue | undefined> {
  return awaited(db, subscription_id, 'i.stripe_id = s.pending_invoice');
}

async function awaited(db: Queryable, subscription_id: string, which: string): Promise<Overdue | undefined> {
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
     FROM subscriptions s JOIN invoices i ON i.subscription_id = s.id
     LEFT JOIN stripe_objects o ON o.id = i.stripe_id LEFT JOIN LATERAL (
       SELECT p.id, p.decline_code, p.failure_code FROM payments p
       WHERE p.user_id = i.user_id AND p.stripe_invoice_id = i.stripe_id AND p.status = 'failed'
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1) last ON true
     WHERE s.id = $1 AND i.status = 'open' AND NOT ${isIdle('o')} AND ${which} ORDER BY i.created_at DESC, i.id DESC LIMIT 1`,
    [subscription_id],
  );
  if (!row) return undefined;
  const { due_minor, currency, failed, decline_code, failure_code, pay_url } = row;
  return {
    due_minor,
    currency,
    decline: failed ? declineReason(decline_code, failure_code) : null,
    decline_to_operators: failed ? declineToOperators(decline_code, failure_code) : null,
    pay_url,
  };
}

/** An invoice that is not final yet. */
export type Draft = Pick<Overdue, 'due_minor' | 'currency'>;

/** What a renewal costs whose invoice is not final yet: Stripe charges it about an hour after the period has begun. */
export function beingBilled(db: Queryable, subscription_id: string): Promise<Draft | undefined> {
  return latestDraft(db, subscription_id, "s.status <> 'unpaid'");
}

/** What the present period of an unpaid plan costs where Stripe has left its invoice a draft: nobody charges it by itself. */
export function unbilledOf(db: Queryable, subscription_id: string): Promise<Draft | undefined> {
  return latestDraft(db, subscription_id, "s.status = 'unpaid'");
}

/** The last invoice, where it is a draft: those that an unpaid plan has left behind stay drafts for ever. */
function latestDraft(db: Queryable, subscription_id: string, which: string): Promise<Draft | undefined> {
  return db.maybeOne(
    `SELECT due_minor, currency FROM (
       SELECT i.amount_due_minor AS due_minor, i.currency, i.status FROM subscriptions s
       JOIN invoices i ON i.subscription_id = s.id WHERE s.id = $1 AND ${which}
       ORDER BY i.created_at DESC, i.id DESC LIMIT 1) last WHERE status = 'draft'`,
    [subscription_id],
  );
}
