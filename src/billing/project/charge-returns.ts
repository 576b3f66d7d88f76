import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';

/** A charge itself only sums up what went back. `returns` are the refunds and disputes that Stripe has of it. */
export type ChargeWithReturns = Stripe.Charge & { returns: ObjectRef[] };

/** Reads a charge, and then what went back of it: the list is never older than the sum. */
export async function readCharge(stripe: Stripe, id: string): Promise<ChargeWithReturns> {
  const charge = await stripe.charges.retrieve(id, {}, READ);
  const returns: ObjectRef[] = [];
  const page = { charge: id, limit: 100 };
  if (charge.amount_refunded > 0) {
    for await (const refund of stripe.refunds.list(page, READ))
      returns.push({ type: 'refund', id: refund.id });
  }
  if (charge.disputed) {
    for await (const dispute of stripe.disputes.list(page, READ))
      returns.push({ type: 'dispute', id: dispute.id });
  }
  return { ...charge, returns };
}

/**
 * The refunds and disputes of a charge that we do not know, or know wrongly, because their own events were lost:
 * where the sums of the refunds differ, all of them; and every dispute that has no row, or is open by it.
 */
export async function returnsBehind(tx: Tx, charge: ChargeWithReturns): Promise<ObjectRef[]> {
  const known = await tx.query<ObjectRef & { refunded_minor: number }>(
    `SELECT 'refund' AS type, r.stripe_id AS id, r.amount_minor AS refunded_minor
     FROM refunds r JOIN payments p ON p.id = r.payment_id
     WHERE p.stripe_charge_id = $1 AND r.stripe_id IS NOT NULL AND r.status NOT IN ('failed', 'canceled')
     UNION ALL
     SELECT 'dispute', d.stripe_id, 0 FROM disputes d JOIN payments p ON p.id = d.payment_id
     WHERE p.stripe_charge_id = $1 AND d.closed_at IS NOT NULL`,
    [charge.id],
  );
  const refunded_minor = known.reduce((sum, row) => sum + row.refunded_minor, 0);
  const settled = new Set(known.map(({ id }) => id));
  const refunds = [...charge.returns, ...known].filter(({ type }) => type === 'refund');
  return [
    ...(refunded_minor === charge.amount_refunded ? [] : refunds.map(({ type, id }) => ({ type, id }))),
    ...charge.returns.filter(({ type, id }) => type === 'dispute' && !settled.has(id)),
  ];
}
