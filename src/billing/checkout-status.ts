import type Stripe from 'stripe';
import { type Balance, balance } from '../credits/index.js';
import type { Db } from '../platform/db.js';
import { askForRead, requireOwnSession } from './awaited-session.js';
import { type DeclineReason, declineReason } from './decline-reasons.js';
import { idOf } from './project/projection.js';
import { mirrored } from './stripe/mirror.js';

/** What the page after the payment may say. `paid` only once the credits are there; `bought` is hundredths. */
export type CheckoutStatus =
  | { state: 'confirming' }
  | { state: 'paid'; payment_id: string; bought: number; balance: Balance }
  | ({ state: 'failed' } & DeclineReason)
  | { state: 'expired' };

/**
 * How a customer's own checkout stands. While it is confirming, a fresh read is asked for, so that the page turns
 * even when Stripe's event never comes.
 *
 * @throws UnknownCheckout when it is not this customer's
 */
export async function checkoutStatus(
  db: Db,
  { session_id, user_id }: { session_id: string; user_id: string },
): Promise<CheckoutStatus> {
  await requireOwnSession(db, { session_id, user_id, kind: 'checkout.session.create' });
  const payment = await db.maybeOne<{ id: string; credit_amount: number }>(
    `SELECT id, credit_amount FROM payments WHERE stripe_checkout_session_id = $1 AND status = 'succeeded'`,
    [session_id],
  );
  if (payment) {
    return {
      state: 'paid',
      payment_id: payment.id,
      bought: payment.credit_amount,
      balance: await balance(db, user_id),
    };
  }
  const session = await mirrored<Stripe.Checkout.Session>(db, session_id);
  if (session?.status === 'expired') return { state: 'expired' };
  const failure = session && (await failureOf(db, session));
  if (failure) return { state: 'failed', ...failure };
  await askForRead(db, session_id);
  return { state: 'confirming' };
}

/** A finished session whose payment was refused afterwards, as a bank debit may be. A declined card leaves it open. */
async function failureOf(db: Db, session: Stripe.Checkout.Session): Promise<DeclineReason | undefined> {
  if (session.status !== 'complete' || session.payment_status !== 'unpaid') return undefined;
  const intent = await mirrored<Stripe.PaymentIntent>(db, idOf(session.payment_intent) ?? '');
  const error = intent?.status === 'requires_payment_method' ? intent.last_payment_error : null;
  return error ? declineReason(error.decline_code, error.code) : undefined;
}
