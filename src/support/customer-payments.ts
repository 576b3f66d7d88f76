import { declineToOperators } from '../billing/index.js';
import type { Queryable } from '../platform/db.js';

export interface CustomerRefund {
  readonly id: string;
  readonly amount_minor: number;
  readonly status: string;
  readonly policy: 'unused' | 'full' | 'keep';
  readonly reason: string | null;
  readonly stripe_id: string | null;
  /** Why Stripe could not give the money back. */
  readonly failure_reason: string | null;
  readonly created_at: Date;
}

/** A dispute with what it did to the credits: hundredths that are frozen, were taken, had expired, are owed. */
export interface CustomerDispute {
  readonly id: string;
  readonly stripe_id: string;
  readonly status: string;
  readonly reason: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly evidence_due_at: Date | null;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly frozen: number;
  readonly taken: number;
  readonly expired: number;
  readonly debt: number;
}

/** A payment with what became of it: what went back, what still can, and how much of its credits is left. */
export interface CustomerPayment {
  readonly id: string;
  readonly created_at: Date;
  readonly description: string;
  readonly kind: 'pack' | 'subscription' | 'other';
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly currency: string;
  readonly amount_minor: number;
  readonly refunded_minor: number;
  readonly refundable_minor: number;
  /** The worst of its disputes that is open or lost. */
  readonly dispute: 'lost' | 'open' | null;
  readonly card_brand: string | null;
  readonly card_last4: string | null;
  /** Why it failed: Stripe's code, and what it means. */
  readonly failure: { readonly code: string; readonly reason: string } | null;
  readonly receipt_number: string | null;
  /** Of an invoice that several payments paid: with all of them together. */
  readonly credits_bought: number;
  readonly credits_left: number;
  readonly stripe_charge_id: string;
  readonly stripe_payment_intent_id: string | null;
  readonly stripe_checkout_session_id: string | null;
  readonly stripe_invoice_id: string | null;
  readonly refunds: readonly CustomerRefund[];
  readonly disputes: readonly CustomerDispute[];
}

/** A customer's payments, the newest first, failed ones included. Money in minor units, credits in hundredths. */
export async function listCustomerPayments(
  db: Queryable,
  user_id: string,
  limit: number,
): Promise<CustomerPayment[]> {
  const rows = await db.query<
    Omit<CustomerPayment, 'failure'> & { failure_code: string | null; decline_code: string | null }
  >(
    `SELECT p.id, p.created_at, p.description, p.kind, p.status, p.currency, p.amount_minor,
            coalesce(r.refunded, 0) AS refunded_minor,
            CASE WHEN p.status = 'succeeded' THEN app.refundable_minor(p.id) ELSE 0 END AS refundable_minor,
            (SELECT min(CASE d.status WHEN 'lost' THEN 'lost' ELSE 'open' END) FROM disputes d
             WHERE d.payment_id = p.id AND (d.status = 'lost' OR d.closed_at IS NULL)) AS dispute,
            p.card_brand, p.card_last4, p.failure_code, p.decline_code, p.receipt_number,
            coalesce(g.bought, 0) AS credits_bought, coalesce(g.available, 0) AS credits_left,
            p.stripe_charge_id, p.stripe_payment_intent_id, p.stripe_checkout_session_id, p.stripe_invoice_id,
            coalesce(r.list, '[]') AS refunds, coalesce(d.list, '[]') AS disputes
     FROM payments p
     LEFT JOIN LATERAL (
       SELECT sum(amount_minor) FILTER (WHERE status NOT IN ('failed', 'canceled')) AS refunded,
              jsonb_agg(jsonb_build_object('id', id, 'amount_minor', amount_minor, 'status', status, 'policy', policy,
                'reason', reason, 'stripe_id', stripe_id, 'failure_reason', failure_reason, 'created_at', created_at) ORDER BY created_at DESC) AS list
       FROM refunds WHERE payment_id = p.id) r ON true
     LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('id', d.id, 'stripe_id', d.stripe_id, 'status', d.status, 'reason', d.reason,
                'amount_minor', d.amount_minor, 'currency', d.currency, 'evidence_due_at', d.evidence_due_at,
                'created_at', d.created_at, 'closed_at', d.closed_at, 'frozen', coalesce(t.frozen, 0),
                'taken', coalesce(t.taken, 0), 'expired', coalesce(t.expired, 0), 'debt', coalesce(t.debt, 0))
                ORDER BY d.created_at DESC) AS list
       FROM disputes d LEFT JOIN returns t ON t.dispute_id = d.id AND t.live WHERE d.payment_id = p.id) d ON true
     LEFT JOIN LATERAL (
       WITH RECURSIVE family AS (
         SELECT g.* FROM grants g WHERE g.wallet_id = p.user_id AND g.payment_id IN (SELECT * FROM app.paid_together(p.id))
         UNION ALL
         SELECT g.* FROM family f JOIN grants g ON g.wallet_id = f.wallet_id AND g.origin_grant = f.id)
       SELECT sum(amount) FILTER (WHERE payment_id IS NOT NULL) AS bought,
              sum(remaining + held + frozen) FILTER (WHERE expires_at IS NULL OR expires_at > app.now()) AS available
       FROM family) g ON true
     WHERE p.user_id = $1 ORDER BY p.created_at DESC, p.id DESC LIMIT $2`,
    [user_id, limit],
  );
  return rows.map(({ failure_code, decline_code, ...payment }) => ({
    ...payment,
    failure:
      payment.status === 'failed'
        ? {
            code: decline_code ?? failure_code ?? 'unknown',
            reason: declineToOperators(decline_code, failure_code),
          }
        : null,
  }));
}
