import type Stripe from 'stripe';
import { followIntent } from './billing/collect.js';
import type { Call } from './call.js';
import type { TestCard } from './cards.js';
import { newCustomer } from './checkout-customer.js';
import { countRedemptions, redeemOnPage } from './checkout-discounts.js';
import { beginIntent, startPaid, startTrial, withCustomer } from './checkout-subscription.js';
import { emit } from './emit.js';
import { NO_BILLING_DETAILS } from './objects/payment-method.js';
import { failChallenge, pay } from './pay.js';
import { detailsOf } from './resources/checkout-sessions.js';
import { createIntent } from './resources/payment-intents.js';
import { createPaymentMethod } from './resources/payment-methods.js';
import { planOf } from './session-plan.js';
import { failSetupChallenge, setUp } from './setup.js';
import { load, lock, save } from './store.js';

type Session = Stripe.Checkout.Session;
type Intent = Stripe.PaymentIntent;

/** What the payer typed on the hosted page. */
export interface Payer {
  card: TestCard;
  email: string | null;
}

/**
 * The payer presses "Pay" on a hosted page. Answers where his browser goes next: the merchant's success page, the
 * bank's challenge, or back to the page, which then tells why the card was declined.
 */
export async function payCheckout(call: Call, id: string, { card, email }: Payer): Promise<string> {
  const session = await lock(call, 'checkout.session', id);
  if (session.status !== 'open') return afterwards(call, session);
  const details = session.customer_details ?? detailsOf(email, null);
  const method = await createPaymentMethod(call, card, {
    billing_details: { ...NO_BILLING_DETAILS, email: details?.email ?? null, name: details?.name ?? null },
  });
  return payWith(call, { ...session, customer_details: details }, method);
}

/** The payer types a promotion code. Answers whether it took something off. */
export async function typeCode(call: Call, id: string, typed: string): Promise<boolean> {
  const session = await lock(call, 'checkout.session', id);
  return redeemOnPage(call, session, await planOf(call, session), typed);
}

/** Tries to complete an open session, which is locked, with a payment method. Answers where the browser goes next. */
export async function payWith(call: Call, session: Session, method: Stripe.PaymentMethod): Promise<string> {
  const { email, name } = method.billing_details;
  const payer = { ...session, customer_details: session.customer_details ?? detailsOf(email, name) };
  if (session.mode === 'setup') return saveCard(call, await save(call, payer), method);
  if (session.mode === 'subscription') return subscribe(call, await withCustomer(call, payer), method);
  if (session.amount_total === 0) return complete(call, { ...payer, payment_status: 'no_payment_required' });
  const begun = await begin(call, payer);
  const intent = await lock(call, 'payment_intent', String(begun.payment_intent));
  const after = await pay(call, intent, { method, returnUrl: pageUrl(call, session.id) });
  return conclude(call, begun, after);
}

/** The page of a session that begins a subscription: paid now, or with a card for when its trial is over. */
async function subscribe(call: Call, session: Session, method: Stripe.PaymentMethod): Promise<string> {
  const id = await beginIntent(call, session);
  const returnUrl = pageUrl(call, session.id);
  if (id.startsWith('seti_')) {
    const setup = await lock(call, 'setup_intent', id);
    return concludeSetup(call, session, await setUp(call, setup, { method, returnUrl }));
  }
  const intent = await lock(call, 'payment_intent', id);
  return conclude(call, session, await pay(call, intent, { method, returnUrl }));
}

/** The page of a session that only saves a card: what `pay` is to the others. */
async function saveCard(call: Call, session: Session, method: Stripe.PaymentMethod): Promise<string> {
  const intent = await lock(call, 'setup_intent', String(session.setup_intent));
  return concludeSetup(
    call,
    session,
    await setUp(call, intent, { method, returnUrl: pageUrl(call, session.id) }),
  );
}

/**
 * The cardholder answers his bank's challenge, about a payment or about saving his card. Answers where his browser
 * goes next; null when nobody asked to know.
 */
export function answerChallenge(call: Call, intentId: string, passed: boolean): Promise<string | null> {
  return intentId.startsWith('seti_')
    ? answerSetupChallenge(call, intentId, passed)
    : answerPaymentChallenge(call, intentId, passed);
}

async function answerSetupChallenge(call: Call, intentId: string, passed: boolean): Promise<string | null> {
  const sessionId = await sessionOf(call, intentId);
  const session = sessionId ? await lock(call, 'checkout.session', sessionId) : null;
  const intent = await lock(call, 'setup_intent', intentId);
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  const after = intent.status === 'requires_action' ? await resolveSetup(call, intent, passed) : intent;
  return session ? concludeSetup(call, session, after) : returnUrl;
}

async function resolveSetup(call: Call, intent: Stripe.SetupIntent, passed: boolean) {
  const method = await load(call, 'payment_method', String(intent.payment_method));
  return passed
    ? setUp(call, intent, { method, authenticated: true })
    : failSetupChallenge(call, intent, method);
}

async function answerPaymentChallenge(call: Call, intentId: string, passed: boolean): Promise<string | null> {
  const sessionId = await sessionOf(call, intentId);
  const session = sessionId ? await lock(call, 'checkout.session', sessionId) : null;
  const intent = await lock(call, 'payment_intent', intentId);
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  const after = intent.status === 'requires_action' ? await resolve(call, intent, passed) : intent;
  if (session) return conclude(call, session, after);
  await followIntent(call, after);
  if (returnUrl === null) return null;
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('redirect_status', after.status === 'succeeded' ? 'succeeded' : 'failed');
  return url.href;
}

async function resolve(call: Call, intent: Intent, passed: boolean): Promise<Intent> {
  const method = await load(call, 'payment_method', String(intent.payment_method));
  return passed ? pay(call, intent, { method, authenticated: true }) : failChallenge(call, intent, method);
}

/** The intent appears with the first attempt to pay, and so does the customer when one is to be made. */
async function begin(call: Call, session: Session): Promise<Session> {
  if (session.payment_intent) return save(call, session);
  const { intent } = await planOf(call, session);
  const customer =
    session.customer ?? (session.customer_creation === 'always' ? await newCustomer(call, session) : null);
  const { id } = await createIntent(call, {
    ...intent,
    amount: session.amount_total ?? 0,
    created: call.now,
    currency: session.currency ?? 'usd',
    customer: customer as string | null,
  });
  return save(call, { ...session, customer, payment_intent: id });
}

async function conclude(call: Call, session: Session, intent: Intent): Promise<string> {
  if (intent.status === 'requires_action')
    return intent.next_action?.redirect_to_url?.url ?? pageUrl(call, session.id);
  if (intent.status !== 'succeeded' || session.status !== 'open') return afterwards(call, session);
  const begun = session.mode === 'subscription' ? await startPaid(call, session, intent) : {};
  return complete(call, { ...session, ...begun, payment_status: 'paid' });
}

async function concludeSetup(call: Call, session: Session, intent: Stripe.SetupIntent): Promise<string> {
  if (intent.status === 'requires_action')
    return intent.next_action?.redirect_to_url?.url ?? pageUrl(call, session.id);
  if (intent.status !== 'succeeded' || session.status !== 'open') return afterwards(call, session);
  const begun = session.mode === 'subscription' ? await startTrial(call, session, intent) : {};
  return complete(call, { ...session, ...begun });
}

async function complete(call: Call, session: Session): Promise<string> {
  const done = await save(call, { ...session, status: 'complete', url: null } satisfies Session);
  await emit(call, 'checkout.session.completed', done);
  await countRedemptions(call, done);
  return afterwards(call, done);
}

function afterwards(call: Call, { id, status, success_url }: Session): string {
  if (status !== 'complete' || !success_url) return pageUrl(call, id);
  return success_url.replaceAll('{CHECKOUT_SESSION_ID}', id);
}

function pageUrl(call: Call, id: string): string {
  return `${call.publicUrl}/c/pay/${id}`;
}

async function sessionOf(call: Call, intent: string): Promise<string | null> {
  const { rows } = await call.tx.query<{ id: string }>(
    `select id from objects
     where type = 'checkout.session'
       and (payment_intent = $1 or doc ->> 'setup_intent' = $1 or hidden ->> 'subscription_intent' = $1)`,
    [intent],
  );
  return rows[0]?.id ?? null;
}
