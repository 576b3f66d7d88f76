import type { Queryable } from '../../platform/db.js';

/** What paid for a plan's present period. */
export interface PeriodPayment {
  id: string;
  refundable_minor: number;
  currency: string;
}

/** The payment of the plan's last invoice that was paid; undefined where none was. */
export function payingPayment(db: Queryable, subscription_id: string): Promise<PeriodPayment | undefined> {
  return db.maybeOne<PeriodPayment>(
    `SELECT p.id, app.refundable_minor(p.id) AS refundable_minor, p.currency
     FROM invoices i JOIN payments p ON p.stripe_invoice_id = i.stripe_id AND p.user_id = i.user_id
     WHERE i.subscription_id = $1 AND i.status = 'paid' AND p.status = 'succeeded'
     ORDER BY i.created_at DESC, p.paid_at DESC, p.id DESC LIMIT 1`,
    [subscription_id],
  );
}
