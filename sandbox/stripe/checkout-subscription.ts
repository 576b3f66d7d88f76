import type Stripe from 'stripe';
import { beginSubscription } from './billing/begin.js';
import type { Call } from './call.js';
import { newCustomer } from './checkout-customer.js';
import { markSetUp } from './hidden-card.js';
import { createIntent } from './resources/payment-intents.js';
import { attach } from './resources/payment-methods.js';
import { planOf } from './session-plan.js';
import { createSetup } from './setup.js';
import { load, save, saveHidden } from './store.js';

type Session = Stripe.Checkout.Session;

/** A subscription is always somebody's: the customer is made with the first attempt, where none was named. */
export async function withCustomer(call: Call, session: Session): Promise<Session> {
  return save(call, { ...session, customer: session.customer ?? (await newCustomer(call, session)) });
}

/**
 * What the payer's attempts are made with: an intent to pay, or to save a card where nothing is due yet, because a trial
 * comes first or a discount takes all off. Only the
 * simulator knows it; the session shows no more than the subscription that comes of it.
 */
export async function beginIntent(call: Call, session: Session): Promise<string> {
  const { subscription, subscription_intent } = await planOf(call, session);
  if (subscription_intent) return subscription_intent;
  const customer = String(session.customer);
  const { id } =
    subscription?.trial_end == null && session.amount_total !== 0
      ? await createIntent(call, {
          amount: session.amount_total ?? 0,
          created: call.now,
          currency: session.currency ?? 'usd',
          customer,
          description: 'Subscription creation',
          setup_future_usage: 'off_session',
        })
      : await createSetup(call, { created: call.now, customer });
  await saveHidden(call, session.id, { subscription_intent: id });
  return id;
}

/** The first period is paid: the card is kept for the next ones, and the subscription and its invoice come to be. */
export async function startPaid(
  call: Call,
  session: Session,
  intent: Stripe.PaymentIntent,
): Promise<Partial<Session>> {
  const method = await load(call, 'payment_method', String(intent.payment_method));
  await attach(call, method, String(session.customer));
  await markSetUp(call, method);
  return start(call, session, method.id, intent);
}

/** The card is saved: what costs nothing yet begins. */
export async function startTrial(
  call: Call,
  session: Session,
  intent: Stripe.SetupIntent,
): Promise<Partial<Session>> {
  const begun = await start(call, session, String(intent.payment_method));
  return { ...begun, payment_status: 'no_payment_required' };
}

async function start(
  call: Call,
  session: Session,
  default_payment_method: string,
  paidBy?: Stripe.PaymentIntent,
): Promise<Partial<Session>> {
  const { items, subscription: given } = await planOf(call, session);
  const [item] = items;
  if (!item || !given) throw new Error(`session ${session.id} begins no subscription`);
  const { trial_end, ...said } = given;
  const beginning = {
    customer: String(session.customer),
    price: item.price,
    quantity: item.quantity ?? 1,
    trial_end,
    given: { ...said, default_payment_method },
    discounts: (session.discounts ?? []).map(({ coupon, promotion_code }) => ({
      coupon: coupon && String(coupon),
      promotion_code: promotion_code && String(promotion_code),
    })),
  };
  const invoice = await beginSubscription(call, beginning, paidBy);
  return { invoice: invoice.id, subscription: invoice.parent?.subscription_details?.subscription ?? null };
}
