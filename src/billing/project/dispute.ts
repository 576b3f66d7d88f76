import type { Tx } from '../../platform/db.js';
import { raise, resolve } from '../discrepancies.js';
import { followDispute, isClosed } from '../dispute-progress.js';
import { type DisputeInFull, readDispute } from '../disputed-money.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { idOf, instant, type Projection } from './projection.js';

export const disputeProjection: Projection<DisputeInFull> = {
  read: readDispute,
  needs: async (_at, dispute) => [{ type: 'charge', id: idOf(dispute.charge) ?? '' }],
  project: registerDispute,
};

/**
 * Stores the dispute, in its payment's currency: from then on what it withdrew, or forbids, counts against what may be refunded, and the
 * payment's credits follow it. The payment is locked, as by a refund.
 */
async function registerDispute(tx: Tx, dispute: DisputeInFull): Promise<ObjectRef[]> {
  const { id: stripe_id, status } = dispute;
  const { amount_minor } = dispute.disputed;
  const payment = await tx.maybeOne<{ id: string; user_id: string }>(
    'SELECT id, user_id FROM payments WHERE stripe_charge_id = $1 FOR NO KEY UPDATE',
    [idOf(dispute.charge)],
  );
  if (!payment) {
    const why = 'A payment that is not registered is disputed.';
    const detail = { why, charge: idOf(dispute.charge), amount_minor };
    await raise(tx, { kind: 'refund_mismatch', stripe_id, detail });
    return [];
  }
  const stored = await storeDispute(tx, { payment_id: payment.id, dispute });
  await followDispute(tx, {
    wallet_id: payment.user_id,
    payment_id: payment.id,
    dispute_id: stored.id,
    amount_minor,
    status,
    closed_at: stored.closed_at,
  });
  await resolve(tx, { stripe_id, kinds: ['refund_mismatch'], reason: 'Registered.' });
  await raiseConverted(tx, dispute, payment.user_id);
  return [];
}

/** A rate is Stripe's or a guess of ours: an operator looks at it. */
async function raiseConverted(tx: Tx, dispute: DisputeInFull, user_id: string): Promise<void> {
  const { id: stripe_id, amount, currency, disputed } = dispute;
  if (currency === disputed.currency) return;
  const why = 'It is disputed in another currency than it was paid in.';
  const detail = {
    why,
    disputed: `${amount} ${currency}`,
    taken_as: `${disputed.amount_minor} ${disputed.currency}`,
  };
  await raise(tx, { kind: 'currency_mismatch', stripe_id, user_id, detail });
}

interface StoredDispute {
  id: string;
  /** To the microsecond; null while it is open. */
  closed_at: string | null;
}

async function storeDispute(
  tx: Tx,
  { payment_id, dispute }: { payment_id: string; dispute: DisputeInFull },
): Promise<StoredDispute> {
  return tx.one<StoredDispute>(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable,
                           funds_withdrawn, evidence_due_at, closed_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN coalesce($12, app.now()) END, $11)
     ON CONFLICT (stripe_id) DO UPDATE
     SET status = EXCLUDED.status, amount_minor = EXCLUDED.amount_minor, is_charge_refundable = EXCLUDED.is_charge_refundable,
         funds_withdrawn = EXCLUDED.funds_withdrawn, evidence_due_at = EXCLUDED.evidence_due_at,
         closed_at = CASE WHEN $10 THEN coalesce($12, disputes.closed_at, EXCLUDED.closed_at) END
     RETURNING id, closed_at::text`,
    [
      payment_id,
      dispute.id,
      dispute.disputed.currency,
      dispute.disputed.amount_minor,
      dispute.status,
      dispute.reason,
      dispute.is_charge_refundable,
      withdrawn(dispute),
      dispute.evidence_details.due_by ? instant(dispute.evidence_details.due_by) : null,
      isClosed(dispute),
      instant(dispute.created),
      await lastEnd(tx, dispute),
    ],
  );
}

/**
 * When Stripe closed a dispute, its object does not say, but the event does: the last one, since an appeal opens it again. Until
 * that one is here our clock has to do; the read that it asks for then puts the day right, so that every order ends the same.
 */
async function lastEnd(tx: Tx, { id }: DisputeInFull): Promise<Date | null> {
  const { at } = await tx.one<{ at: Date | null }>(
    `SELECT max(created_at) AS at FROM stripe_events WHERE object_id = $1 AND type = 'charge.dispute.closed'`,
    [id],
  );
  return at;
}

/** Stripe takes the money with one balance transaction and gives it back with another. */
function withdrawn({ balance_transactions }: DisputeInFull): boolean {
  return balance_transactions.reduce((sum, { amount }) => sum + amount, 0) < 0;
}
