import type Stripe from 'stripe';
import { expireNow } from '../credits/index.js';
import type { Tx } from '../platform/db.js';
import type { KnownInvoice } from './invoices.js';

/** The plan that an invoice bills, as it is: held until the transaction ends, so that it does not end meanwhile. */
export interface HeldPlan {
  ended_at: Date | null;
  /** It was not ended before the period that was paid for: what was given lives to its own date. */
  ended_with_period: boolean;
  /** The operator who ended it let the customer keep what was left. */
  keeps_credits: boolean;
}

/** Undefined for an invoice that bills no plan we know. */
export function holdPlan(tx: Tx, { subscription_id }: KnownInvoice): Promise<HeldPlan | undefined> {
  return tx.maybeOne<HeldPlan>(
    `SELECT s.ended_at, coalesce(s.ended_at >= s.current_period_end, false) AS ended_with_period,
            coalesce(m.data #>> '{metadata,keep_credits}' = 'true', false) AS keeps_credits
     FROM subscriptions s LEFT JOIN stripe_objects m ON m.id = s.stripe_id WHERE s.id = $1 FOR NO KEY UPDATE OF s`,
    [subscription_id],
  );
}

/**
 * A plan may have ended before we came to give the credits that were paid for it: then they end now, as they would
 * have. What was paid after the end was paid for something, and stays; so does what a plan leaves that ended with its period.
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
  const { ended_at, ended_with_period, keeps_credits } = plan;
  if (ended_at === null || ended_with_period || keeps_credits || paid_at > ended_at) return;
  const grants = await tx.query<{ id: string }>(
    `SELECT id FROM grants WHERE wallet_id = $1 AND source = 'invoice_line' AND split_part(source_id, ':', 1) = $2`,
    [known.user_id, invoice.id],
  );
  await expireNow(tx, { wallet_id: known.user_id, grant_ids: grants.map(({ id }) => id) });
}
