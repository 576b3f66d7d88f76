import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { READ } from '../stripe/client.js';
import { mirrored, type ObjectRef } from '../stripe/mirror.js';
import { lockPaymentIntent } from './payment-intent.js';
import { idOf, type Projection } from './projection.js';

/** A session has no row of ours: the page that waits for it reads the mirror. It names itself in its payments. */
export const checkoutSessionProjection: Projection<Stripe.Checkout.Session> = {
  read: (stripe, id) => stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] }, READ),
  project: nameInPayments,
};

async function nameInPayments(tx: Tx, session: Stripe.Checkout.Session): Promise<ObjectRef[]> {
  if (session.mode === 'setup') return setupBehind(tx, session);
  const intent_id = idOf(session.payment_intent);
  if (!intent_id) return [];
  await lockPaymentIntent(tx, intent_id);
  await tx.query('UPDATE payments SET stripe_checkout_session_id = $2 WHERE stripe_payment_intent_id = $1', [
    intent_id,
    session.id,
  ]);
  const intent = await mirrored<Stripe.PaymentIntent>(tx, intent_id);
  const behind = !intent || (session.payment_status === 'paid' && intent.status !== 'succeeded');
  return behind ? [{ type: 'payment_intent', id: intent_id }] : [];
}

/** A session that saves a card leads to what was saved. */
async function setupBehind(tx: Tx, session: Stripe.Checkout.Session): Promise<ObjectRef[]> {
  const id = idOf(session.setup_intent);
  const intent = id && (await mirrored<Stripe.SetupIntent>(tx, id));
  const behind = !intent || (session.status === 'complete' && intent.status !== 'succeeded');
  return id && behind ? [{ type: 'setup_intent', id }] : [];
}
