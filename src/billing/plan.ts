import type { Queryable } from '../platform/db.js';

/** A customer's live subscription as its owner sees it. `credits` are whole ones per billing period. */
export interface Plan {
  name: string;
  credits: number | null;
  unit_amount_minor: number;
  currency: string;
  billing_interval: 'month' | 'year';
  status: 'trialing' | 'active' | 'past_due';
  current_period_end: Date;
  /** Whether it ends then instead of renewing. */
  ends: boolean;
}

/** The live subscription, the oldest where Stripe has two; undefined when there is none. */
export async function livePlan(db: Queryable, user_id: string): Promise<Plan | undefined> {
  return db.maybeOne<Plan>(
    `SELECT o.name, coalesce(p.credit_amount, o.credit_amount) * s.quantity AS credits, p.unit_amount_minor * s.quantity
              AS unit_amount_minor, p.currency, p.billing_interval, s.status, s.current_period_end,
            s.cancel_at_period_end OR s.cancel_at IS NOT NULL AS ends
     FROM subscriptions s JOIN prices p ON p.id = s.price_id JOIN products o ON o.id = p.product_id
     WHERE s.user_id = $1 AND s.status IN ('trialing', 'active', 'past_due')
     ORDER BY s.created_at, s.id LIMIT 1`,
    [user_id],
  );
}
