import type Stripe from 'stripe';
import { expireNow } from '../credits/index.js';
import type { Tx } from '../platform/db.js';
import type { KnownInvoice } from './invoices.js';

/** The plan that an invoice bills, as it is: held until the transaction ends, so that it does not end meanwhile. */
export interface HeldPlan {
  ended_at: Date | null;
  /** The operator who ended it let the customer keep what was left. */
  keeps_credits: boolean;
}

/** Undefined for an invoice that bills no plan we know. */
export function holdPlan(tx: Tx, { subscription_id }: KnownInvoice): Promise<HeldPlan | undefined> {
  return tx.maybeOne<HeldPlan>(
    `SELECT s.ended_at, coalesce(m.data #>> '{metadata,keep_credits}' = 'true', false) AS keeps_credits
     FROM subscriptions s LEFT JOIN stripe_objects m ON m.id = s.stripe_id WHERE s.id = $1 FOR NO KEY UPDATE OF s`,
    [subscription_id],
  );
}

/**
 * A plan may have ended before we came to give the credits that were paid for it: then they end now, as they would
 * have. What was paid after the end was paid for something, and stays.
 */
export async function endWithPlan(
  tx: Tx,
  {
    plan,
    invoice,
    known,
    paid_at,
  }: { plan: HeldPlan; invoice: Stripe.Invoice; known: KnownInvoice; paid_at: Date },
): Promise<void> {
  if (plan.ended_at === null || plan.keeps_credits || paid_at > plan.ended_at) return;
  const grants = await tx.query<{ id: string }>(
    `SELECT id FROM grants WHERE wallet_id = $1 AND source = 'invoice_line' AND split_part(source_id, ':', 1) = $2`,
    [known.user_id, invoice.id],
  );
  await expireNow(tx, { wallet_id: known.user_id, grant_ids: grants.map(({ id }) => id) });
}
