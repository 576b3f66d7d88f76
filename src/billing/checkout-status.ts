import type Stripe from 'stripe';
import { type Balance, balance } from '../credits/index.js';
import type { Db, Queryable } from '../platform/db.js';
import { askForRead, requireOwnSession } from './awaited-session.js';
import { type DeclineReason, declineReason } from './decline-reasons.js';
import { idOf } from './project/projection.js';
import { mirrored } from './stripe/mirror.js';

/**
 * What the page after the payment may say. `paid` only once the credits are there; `bought` is hundredths, of a plan
 * those of its first period.
 */
export type CheckoutStatus =
  | { state: 'confirming' }
  | { state: 'paid'; payment_id: string; plan: boolean; bought: number; balance: Balance }
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
  const session = await mirrored<Stripe.Checkout.Session>(db, session_id);
  const plan = idOf(session?.subscription);
  const payment = plan ? await firstPaymentOf(db, plan) : await paymentOf(db, session_id);
  if (payment) {
    return {
      state: 'paid',
      payment_id: payment.id,
      plan: plan !== null,
      bought: payment.credit_amount,
      balance: await balance(db, user_id),
    };
  }
  if (session?.status === 'expired') return { state: 'expired' };
  const failure = session && (await failureOf(db, session));
  if (failure) return { state: 'failed', ...failure };
  await askForRead(db, session_id);
  return { state: 'confirming' };
}

interface Paid {
  id: string;
  credit_amount: number;
}

function paymentOf(db: Queryable, session_id: string): Promise<Paid | undefined> {
  return db.maybeOne<Paid>(
    `SELECT id, credit_amount FROM payments WHERE stripe_checkout_session_id = $1 AND status = 'succeeded'`,
    [session_id],
  );
}

/** What paid a plan's first invoice: whichever of the two was stored last gave the credits with it. */
function firstPaymentOf(db: Queryable, subscription: string): Promise<Paid | undefined> {
  return db.maybeOne<Paid>(
    `SELECT p.id, p.credit_amount FROM subscriptions s
     JOIN invoices i ON i.subscription_id = s.id AND i.status = 'paid'
     JOIN payments p ON p.stripe_invoice_id = i.stripe_id AND p.status = 'succeeded'
     WHERE s.stripe_id = $1 ORDER BY i.created_at, i.id, p.paid_at DESC LIMIT 1`,
    [subscription],
  );
}

/** A finished session whose payment was refused afterwards, as a bank debit may be. A declined card leaves it open. */
async function failureOf(db: Db, session: Stripe.Checkout.Session): Promise<DeclineReason | undefined> {
  if (session.status !== 'complete' || session.payment_status !== 'unpaid') return undefined;
  const intent = await mirrored<Stripe.PaymentIntent>(db, idOf(session.payment_intent) ?? '');
  const error = intent?.status === 'requires_payment_method' ? intent.last_payment_error : null;
  return error ? declineReason(error.decline_code, error.code) : undefined;
}
