import type { OpenWallet } from '../../credits/index.js';
import type { Tx } from '../../platform/db.js';
import type { Standing } from './decide.js';

/** What one attempt would use. The `stripe_` ones are ids in Stripe. */
export interface Means {
  price_id: string;
  stripe_price_id: string;
  currency: string;
  customer: string;
  payment_method_id: string;
  stripe_method_id: string;
}

type Row = Omit<Standing, 'available' | 'debt' | 'card'> & Means & { payment_method_id: string | null };

/** Reads how a wallet's automatic top-up stands. The caller holds the wallet's lock. Undefined: never set up. */
export async function readStanding(
  tx: Tx,
  wallet: OpenWallet,
): Promise<{ standing: Standing; means: Means } | undefined> {
  const row = await tx.maybeOne<Row>(STANDING, [wallet.id]);
  if (!row) return undefined;
  const { available, debt } = wallet;
  return { standing: { ...row, available, debt, card: row.payment_method_id !== null }, means: row };
}

/** Attempts of this UTC month that took money, or may still. */
export const USED = `
  SELECT coalesce(sum(amount_minor), 0) FROM top_up_attempts
  WHERE wallet_id = t.wallet_id AND currency = t.currency AND status <> 'declined'
    AND created_at >= date_trunc('month', app.now(), 'UTC')`;

const STANDING = `
  SELECT t.status = 'on' AS on, t.threshold, t.monthly_cap_minor AS cap_minor, t.price_id, t.currency,
         CASE WHEN u.status = 'closed' THEN 'closed'
              WHEN w.suspended_until > app.now() OR w.spending_frozen_until > app.now() THEN 'restricted'
              ELSE 'active' END AS account,
         EXISTS (SELECT FROM top_up_attempts a WHERE a.wallet_id = w.id AND a.status = 'under_way') AS under_way,
         t.next_attempt_at IS NULL OR t.next_attempt_at <= app.now() AS due,
         EXISTS (SELECT FROM returns r
                 WHERE r.wallet_id = w.id AND r.live AND r.policy <> 'keep' AND r.returned_at > t.consented_at) AS returned,
         CASE WHEN p.active AND o.active AND p.fault IS NULL AND o.fault IS NULL AND p.currency = t.currency
               AND p.billing_interval IS NULL AND coalesce(p.credit_amount, o.credit_amount) IS NOT NULL
              THEN p.unit_amount_minor END AS amount_minor,
         (${USED}) AS used_minor,
         p.stripe_id AS stripe_price_id, u.stripe_customer_id AS customer,
         m.id AS payment_method_id, m.stripe_id AS stripe_method_id
  FROM top_ups t JOIN wallets w ON w.id = t.wallet_id JOIN users u ON u.id = w.id
  JOIN prices p ON p.id = t.price_id JOIN products o ON o.id = p.product_id
  LEFT JOIN payment_methods m
    ON m.user_id = u.id AND m.detached_at IS NULL AND m.type = 'card' AND u.stripe_customer_id IS NOT NULL
   AND (m.id = t.payment_method_id OR (t.payment_method_id IS NULL AND m.is_default))
  WHERE t.wallet_id = $1
  FOR NO KEY UPDATE OF t`;
