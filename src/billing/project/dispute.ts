import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { raise, resolve } from '../discrepancies.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { idOf, instant, type Projection } from './projection.js';

export const disputeProjection: Projection<Stripe.Dispute> = {
  read: (stripe, id) => stripe.disputes.retrieve(id, {}, READ),
  needs: async (_at, dispute) => [{ type: 'charge', id: idOf(dispute.charge) ?? '' }],
  project: storeDispute,
};

const CLOSED: readonly Stripe.Dispute.Status[] = ['won', 'lost', 'warning_closed', 'prevented'];

/** Stores the dispute: from then on what it withdrew, or forbids, counts against what may be refunded. */
async function storeDispute(tx: Tx, dispute: Stripe.Dispute): Promise<ObjectRef[]> {
  const closed = CLOSED.includes(dispute.status);
  const stored = await tx.maybeOne(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable,
                           funds_withdrawn, evidence_due_at, closed_at, created_at)
     SELECT p.id, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN app.now() END, $11
     FROM payments p WHERE p.stripe_charge_id = $1
     ON CONFLICT (stripe_id) DO UPDATE
     SET status = EXCLUDED.status, is_charge_refundable = EXCLUDED.is_charge_refundable,
         funds_withdrawn = EXCLUDED.funds_withdrawn, evidence_due_at = EXCLUDED.evidence_due_at,
         closed_at = CASE WHEN $10 THEN coalesce(disputes.closed_at, EXCLUDED.closed_at) END
     RETURNING id`,
    [
      idOf(dispute.charge),
      dispute.id,
      dispute.currency,
      dispute.amount,
      dispute.status,
      dispute.reason,
      dispute.is_charge_refundable,
      withdrawn(dispute),
      dispute.evidence_details.due_by ? instant(dispute.evidence_details.due_by) : null,
      closed,
      instant(dispute.created),
    ],
  );
  if (stored) {
    await resolve(tx, { stripe_id: dispute.id, kinds: ['refund_mismatch'], reason: 'Registered.' });
  } else {
    const detail = {
      why: 'A payment that is not registered is disputed.',
      charge: idOf(dispute.charge),
      amount_minor: dispute.amount,
    };
    await raise(tx, { kind: 'refund_mismatch', stripe_id: dispute.id, detail });
  }
  return [];
}

/** Stripe takes the money with one balance transaction and gives it back with another. */
function withdrawn({ balance_transactions }: Stripe.Dispute): boolean {
  return balance_transactions.reduce((sum, { amount }) => sum + amount, 0) < 0;
}
