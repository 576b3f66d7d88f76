import type { Tx } from '../platform/db.js';

export type DiscrepancyKind =
  | 'charged_not_registered'
  | 'registered_not_charged'
  | 'refund_mismatch'
  | 'amount_mismatch'
  | 'currency_mismatch'
  | 'customer_mismatch'
  | 'second_subscription'
  | 'several_items'
  | 'unknown_customer'
  | 'catalogue_fault'
  | 'paid_outside'
  | 'paid_without_credits'
  | 'events_lost';

export interface Finding {
  kind: DiscrepancyKind;
  /** The Stripe object that disagrees with us; of `events_lost` the day from which they are. */
  stripe_id: string;
  user_id?: string | null;
  /** What an operator needs to see: `why` in a sentence, and the figures or ids that differ. */
  detail: Readonly<Record<string, unknown>> & { why: string };
}

/**
 * Raises a discrepancy for the reconciliation inbox; one that is open already gets the newer detail. What an operator has
 * closed stays closed, at every later read, as long as the facts are those that he saw.
 */
export async function raise(tx: Tx, { kind, stripe_id, user_id = null, detail }: Finding): Promise<void> {
  await tx.query(
    `INSERT INTO discrepancies (kind, stripe_id, user_id, detail)
     SELECT $1::text, $2::text, $3::uuid, $4::jsonb WHERE NOT EXISTS (
       SELECT FROM discrepancies WHERE kind = $1 AND stripe_id = $2 AND closed_by IS NOT NULL AND detail = $4)
     ON CONFLICT (kind, stripe_id) WHERE status = 'open' DO UPDATE SET detail = EXCLUDED.detail, user_id = EXCLUDED.user_id`,
    [kind, stripe_id, user_id, detail],
  );
}

/** Closes what was open about an object, because the facts agree now. */
export async function resolve(
  tx: Tx,
  { stripe_id, kinds, reason }: { stripe_id: string; kinds: readonly DiscrepancyKind[]; reason: string },
): Promise<void> {
  await tx.query(
    `UPDATE discrepancies SET status = 'fixed', reason = $3, closed_at = app.now()
     WHERE stripe_id = $1 AND kind = ANY($2) AND status = 'open'`,
    [stripe_id, kinds, reason],
  );
}
