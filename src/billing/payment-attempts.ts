import type Stripe from 'stripe';
import type { Queryable } from '../platform/db.js';
import { type DeclineReason, declineReason } from './decline-reasons.js';
import { isIdle } from './invoices.js';
import { instant } from './project/projection.js';

/** A try to pay for which Stripe made no charge: the bank asked its holder to confirm, and that did not happen. */
export interface Attempt {
  stripe_payment_intent_id: string;
  created_at: Date;
  description: string;
  amount_minor: number;
  currency: string;
  /** Whether it still waits for the customer. */
  waiting: boolean;
  decline: DeclineReason;
  /** Stripe's code, for operators. */
  code: string;
  /** Where it can be finished: the invoice's own page (ours, which leads to Stripe's), or Checkout while it is open. */
  finish: { invoice_id: string } | { url: string } | null;
}

const ATTEMPTS_MAX = 50;
/** Nobody can try again what is not to be paid any more. */
const OVER = { advice: 'It is not asked for any more.' };
const NOT_CONFIRMED = 'authentication_required';

interface Row {
  intent: Stripe.PaymentIntent;
  invoice_id: string | null;
  open: boolean | null;
  number: string | null;
  bought: string | null;
  checkout_url: string | null;
}

/**
 * A customer's attempts without a charge, the newest first, from the mirror of Stripe's intents: a payment is a charge, so
 * they have no row of ours (decision 014). Only those after `from` and until `until`, where given.
 */
export async function attemptsWithoutCharge(
  db: Queryable,
  given: { user_id: string; from?: Date | null; until?: Date | null },
): Promise<Attempt[]> {
  const rows = await db.query<Row>(
    `SELECT o.data AS intent, i.id AS invoice_id, i.open, i.number,
            coalesce(nullif(pr.nickname, ''), pd.name) AS bought,
            CASE WHEN s.data ->> 'status' = 'open' THEN s.data ->> 'url' END AS checkout_url
     FROM users u JOIN stripe_objects o ON o.customer = u.stripe_customer_id AND o.type = 'payment_intent' AND NOT o.deleted
     LEFT JOIN LATERAL (
       SELECT i.id, i.status = 'open' AND NOT ${isIdle('whole')} AS open, i.number FROM invoices i JOIN stripe_objects whole ON whole.id = i.stripe_id
       WHERE i.user_id = u.id AND whole.data #> '{payments,data}'
         @> jsonb_build_array(jsonb_build_object('payment', jsonb_build_object('payment_intent', o.id)))
       LIMIT 1) i ON true
     LEFT JOIN stripe_objects s ON s.type = 'checkout.session' AND s.data ->> 'payment_intent' = o.id
     LEFT JOIN prices pr ON pr.stripe_id = o.data #>> '{metadata,price}' LEFT JOIN products pd ON pd.id = pr.product_id
     WHERE u.id = $1
       AND (o.data ->> 'status' = 'requires_action'
            OR o.data ->> 'status' IN ('requires_payment_method', 'canceled')
               AND jsonb_typeof(o.data -> 'last_payment_error') = 'object' AND o.data #>> '{last_payment_error,charge}' IS NULL)
       AND ($2::timestamptz IS NULL OR to_timestamp((o.data ->> 'created')::bigint) >= $2)
       AND ($3::timestamptz IS NULL OR to_timestamp((o.data ->> 'created')::bigint) < $3)
     ORDER BY (o.data ->> 'created')::bigint DESC, o.id LIMIT ${ATTEMPTS_MAX}`,
    [given.user_id, given.from ?? null, given.until ?? null],
  );
  return rows.map(toAttempt);
}

function toAttempt({ intent, invoice_id, open, number, bought, checkout_url }: Row): Attempt {
  const { code = NOT_CONFIRMED, decline_code = null } = intent.last_payment_error ?? {};
  const ended = intent.status === 'canceled' || open === false;
  return {
    stripe_payment_intent_id: intent.id,
    created_at: instant(intent.created),
    description: number ? `Invoice ${number}` : (bought ?? 'Credits'),
    amount_minor: intent.amount,
    currency: intent.currency,
    waiting: !ended && (open === true || intent.status === 'requires_action'),
    decline: { ...declineReason(decline_code, code), ...(ended && invoice_id ? OVER : {}) },
    code: decline_code ?? code,
    finish: ended ? null : open && invoice_id ? { invoice_id } : checkout_url ? { url: checkout_url } : null,
  };
}
