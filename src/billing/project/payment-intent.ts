import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { hasPaid } from '../registration.js';
import { READ } from '../stripe/client.js';
import { mirrored } from '../stripe/mirror.js';
import { followIntent } from '../top-up/follow.js';
import { idOf, type Projection } from './projection.js';

/** An intent has no row of ours: its charges have. It only leads to the charge that is behind. */
export const paymentIntentProjection: Projection<Stripe.PaymentIntent> = {
  read: (stripe, id) => stripe.paymentIntents.retrieve(id, {}, READ),
  project: async (tx, intent) => {
    await followIntent(tx, intent);
    const charge_id = idOf(intent.latest_charge);
    return charge_id && (await isBehind(tx, intent, charge_id)) ? [{ type: 'charge', id: charge_id }] : [];
  },
};

async function isBehind(tx: Tx, intent: Stripe.PaymentIntent, charge_id: string): Promise<boolean> {
  const charge = await mirrored<Stripe.Charge>(tx, charge_id);
  if (!charge || (intent.status === 'succeeded' && !hasPaid(charge))) return true;
  return hasPaid(charge) && !(await isRegistered(tx, charge_id));
}

/** Until it is, whatever more is known of its intent may say what was bought. */
async function isRegistered(tx: Tx, charge_id: string): Promise<boolean> {
  return (await tx.maybeOne('SELECT FROM payments WHERE stripe_charge_id = $1', [charge_id])) !== undefined;
}

/**
 * Keeps the projections of one payment's objects from running side by side: what one of them writes, the next
 * one sees. Held until the transaction ends.
 */
export async function lockPaymentIntent(tx: Tx, id: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('payment_intent:' || $1, 0))", [id]);
}
