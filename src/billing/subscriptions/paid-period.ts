import type { Queryable } from '../../platform/db.js';

/** One payment of a plan's present period; `refundable_minor` is above zero. */
export interface PeriodPayment {
  id: string;
  refundable_minor: number;
  currency: string;
}

/**
 * What paid the invoice of the plan's present period, and can still go back: none while that invoice is not paid, so
 * that an earlier period, which was had, is never refunded in its place. Several payments may have paid it.
 */
export function periodPayments(db: Queryable, subscription_id: string): Promise<PeriodPayment[]> {
  return db.query<PeriodPayment>(
    `SELECT p.id, r.refundable_minor, p.currency
     FROM subscriptions s JOIN invoices i ON i.subscription_id = s.id AND i.status = 'paid'
     JOIN stripe_objects o ON o.id = i.stripe_id
     JOIN payments p ON p.stripe_invoice_id = i.stripe_id AND p.user_id = i.user_id AND p.status = 'succeeded'
     CROSS JOIN LATERAL (SELECT app.refundable_minor(p.id) AS refundable_minor) r
     WHERE s.id = $1 AND r.refundable_minor > 0 AND EXISTS (
       SELECT FROM jsonb_array_elements(o.data #> '{lines,data}') AS line
       WHERE line #>> '{parent,subscription_item_details,proration}' = 'false'
         AND to_timestamp((line #>> '{period,end}')::bigint) = s.current_period_end)
     ORDER BY p.paid_at, p.id`,
    [subscription_id],
  );
}
