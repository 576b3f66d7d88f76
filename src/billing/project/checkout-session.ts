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
  if (session.mode === 'subscription') return planBehind(tx, session);
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

/** A session that begins a plan leads to it, and the plan to its first invoice and payment. */
async function planBehind(tx: Tx, session: Stripe.Checkout.Session): Promise<ObjectRef[]> {
  const id = idOf(session.subscription);
  if (!id) return [];
  const paid = await tx.maybeOne(
    `SELECT FROM subscriptions s JOIN invoices i ON i.subscription_id = s.id AND i.status = 'paid'
     WHERE s.stripe_id = $1 LIMIT 1`,
    [id],
  );
  return paid ? [] : [{ type: 'subscription', id }];
}
