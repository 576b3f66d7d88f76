import { randomUUID } from 'node:crypto';
import type { Db } from '../../src/platform/db.js';

export interface GivenSubscription {
  user_id: string;
  /** Stripe's id of what it is to; Pro, monthly, unless told. */
  price?: 'price_pro' | 'price_basic';
  status?: string;
  /** Also its trial's end, and its own where it ends. */
  period_end?: string;
  cancel_at_period_end?: boolean;
  ended_at?: string | null;
  created_at?: string;
  /** Another plan that it waits for: Basic, monthly, at the period's end, or once invoice `in_pending` is paid. */
  pending?: 'scheduled' | 'unpaid';
  rests?: boolean;
}

/** A subscription, as Stripe's would be projected. Answers our id. */
export async function givenSubscription(db: Db, given: GivenSubscription): Promise<string> {
  const { user_id, status = 'active', cancel_at_period_end = false, ended_at = null } = given;
  const { period_end = '2099-12-14T10:00:00Z', created_at = '2026-01-14T10:00:00Z' } = given;
  const { rests = false, pending = null, price = 'price_pro' } = given;
  await db.query(
    `WITH product AS (INSERT INTO products (stripe_id, name, kind, credit_amount, active)
                      VALUES ('prod_pro', 'Pro', 'subscription', 2000, true)
                      ON CONFLICT (stripe_id) DO UPDATE SET active = true RETURNING id)
     INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, billing_interval, active)
     SELECT 'price_pro', id, 'eur', 4999, 'month', true FROM product ON CONFLICT (stripe_id) DO NOTHING`,
  );
  await db.query(
    `WITH product AS (INSERT INTO products (stripe_id, name, kind, credit_amount, active)
                      VALUES ('prod_basic', 'Basic', 'subscription', 500, true)
                      ON CONFLICT (stripe_id) DO UPDATE SET active = true RETURNING id)
     INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, billing_interval, active)
     SELECT 'price_basic', id, 'eur', 1499, 'month', true FROM product ON CONFLICT (stripe_id) DO NOTHING`,
  );
  const { id } = await db.one<{ id: string }>(
    `INSERT INTO subscriptions (stripe_id, user_id, price_id, status, current_period_start, current_period_end, trial_end,
                                cancel_at_period_end, ended_at, created_at, rests, pending_change, pending_price_id, pending_at,
                                pending_invoice)
     SELECT $1, $2, own.id, $3, $4::timestamptz - interval '1 month', $4::timestamptz,
            CASE WHEN $3 = 'trialing' THEN $4::timestamptz END, $5, $6, $7, $8, $9,
            CASE WHEN $9::text IS NOT NULL THEN basic.id END, CASE WHEN $9 IS NOT NULL THEN $4::timestamptz END,
            CASE WHEN $9 = 'unpaid' THEN 'in_pending' END
     FROM prices own, prices basic WHERE own.stripe_id = $10 AND basic.stripe_id = 'price_basic' RETURNING id`,
    [
      `sub_${randomUUID()}`,
      user_id,
      status,
      period_end,
      cancel_at_period_end,
      ended_at,
      created_at,
      rests,
      pending,
      price,
    ],
  );
  return id;
}
