import type Stripe from 'stripe';
import type { Call } from './call.js';
import type { Decline, TestCard } from './cards.js';
import { emit } from './emit.js';
import { docUrl, StripeApiError } from './errors.js';
import { isSetUp, testCardOf } from './hidden-card.js';
import { newId } from './ids.js';
import { buildBalanceTransaction } from './objects/balance-transaction.js';
import { buildCharge } from './objects/charge.js';
import { openDispute } from './resources/disputes.js';
import { insert, lock, save } from './store.js';

type Intent = Stripe.PaymentIntent;
type Method = Stripe.PaymentMethod;

export interface Attempt {
  method: Method;
  /** Where the customer goes after a challenge. */
  returnUrl?: string | undefined;
  /** The cardholder has just passed the challenge. */
  authenticated?: boolean;
  /** Nobody is there to pass a challenge. */
  offSession?: boolean;
  /** An unpaid invoice waits until its payer passes a challenge; other payments without him are declined. */
  waits?: boolean;
}

const NEEDS_CARDHOLDER: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/**
 * Tries to pay an intent with a payment method and answers the intent as it is then: succeeded, waiting for the
 * cardholder's bank, or without a payment method again after a decline (see its `last_payment_error`).
 */
export async function pay(call: Call, intent: Intent, attempt: Attempt): Promise<Intent> {
  const card = await testCardOf(call, attempt.method);
  const challenged = !attempt.authenticated && (await asksCardholder(call, attempt, card));
  if (challenged && (!attempt.offSession || attempt.waits)) return challenge(call, intent, attempt);
  const decline = challenged ? NEEDS_CARDHOLDER : card.declines;
  return decline ? refuse(call, intent, attempt, decline) : succeed(call, intent, attempt, card);
}

/** Whether the cardholder's bank wants him to confirm this payment: what was set up may pay without him. */
async function asksCardholder(
  call: Call,
  { method, offSession }: Attempt,
  { authentication }: TestCard,
): Promise<boolean> {
  if (authentication === 'on session') return !offSession;
  if (authentication === 'unless set up') return !(await isSetUp(call, method));
  return authentication === 'required';
}

/** The cardholder failed the bank's challenge: no charge is made. */
export async function failChallenge(call: Call, intent: Intent, method: Method): Promise<Intent> {
  const code = 'payment_intent_authentication_failure';
  const message =
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.';
  const after = await save(call, {
    ...intent,
    ...UNPAID,
    last_payment_error: {
      code,
      doc_url: docUrl(code),
      message,
      payment_method: method,
      type: 'invalid_request_error',
    },
  } satisfies Intent);
  await emit(call, 'payment_intent.payment_failed', after);
  return after;
}

const UNPAID = { status: 'requires_payment_method', next_action: null, payment_method: null } as const;

async function challenge(call: Call, intent: Intent, { method, returnUrl }: Attempt): Promise<Intent> {
  const url = `${call.publicUrl}/challenge/${intent.id}`;
  const after = await save(call, {
    ...intent,
    status: 'requires_action',
    payment_method: method.id,
    next_action: returnUrl
      ? { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: {} },
  } satisfies Intent);
  await emit(call, 'payment_intent.requires_action', after);
  return after;
}

async function refuse(call: Call, intent: Intent, attempt: Attempt, decline: Decline): Promise<Intent> {
  const { method } = attempt;
  const charge = await insert(call, { ...chargeFor(call, intent, attempt, decline), receipt_url: null });
  const after = await save(call, {
    ...intent,
    ...UNPAID,
    latest_charge: charge.id,
    last_payment_error: {
      charge: charge.id,
      code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
      decline_code: decline.declineCode,
      doc_url: docUrl(decline.code),
      message: decline.message,
      payment_method: method,
      type: 'card_error',
    },
  } satisfies Intent);
  await emit(call, 'charge.failed', charge);
  await emit(call, 'payment_intent.payment_failed', after);
  return after;
}

async function succeed(call: Call, intent: Intent, attempt: Attempt, card: TestCard): Promise<Intent> {
  if (intent.capture_method === 'manual') return authorise(call, intent, attempt);
  const charge = await insert(call, chargeFor(call, intent, attempt));
  const after = await save(call, {
    ...chargedBy(intent, attempt, charge),
    amount_received: intent.amount,
    status: 'succeeded',
  } satisfies Intent);
  await emit(call, 'charge.succeeded', charge);
  await emit(call, 'payment_intent.succeeded', after);
  const settled = await settle(call, charge);
  if (card.disputes) await openDispute(call, settled, { reason: card.disputes, inquiry: card.inquiry });
  return after;
}

/** An intent whose card was accepted, whether the money moves now or is only set aside. */
function chargedBy(intent: Intent, { method }: Attempt, { id }: Stripe.Charge): Intent {
  return {
    ...intent,
    latest_charge: id,
    last_payment_error: null,
    next_action: null,
    payment_method: method.id,
  };
}

/** The money is only set aside: until somebody captures it, nothing is paid. */
async function authorise(call: Call, intent: Intent, attempt: Attempt): Promise<Intent> {
  const made = chargeFor(call, intent, attempt);
  const charge = await insert(call, { ...made, amount_captured: 0, captured: false, receipt_url: null });
  const after = await save(call, {
    ...chargedBy(intent, attempt, charge),
    amount_capturable: intent.amount,
    status: 'requires_capture',
  } satisfies Intent);
  await emit(call, 'charge.succeeded', charge);
  await emit(call, 'payment_intent.amount_capturable_updated', after);
  return after;
}

/** Takes the money that was set aside for an intent, all of it. */
export async function captureAll(call: Call, intent: Intent): Promise<Intent> {
  const before = await lock(call, 'charge', String(intent.latest_charge));
  const charge = await save(call, { ...before, amount_captured: before.amount, captured: true });
  const after = await save(call, {
    ...intent,
    amount_capturable: 0,
    amount_received: intent.amount,
    status: 'succeeded',
  } satisfies Intent);
  await emit(call, 'charge.captured', charge, before);
  await emit(call, 'payment_intent.succeeded', after);
  await settle(call, charge);
  return after;
}

/** Since `automatic_async` capture the money's own record comes after the charge, with an event of its own. */
async function settle(call: Call, charge: Stripe.Charge): Promise<Stripe.Charge> {
  const { amount, currency, description } = charge;
  const transaction = buildBalanceTransaction({
    amount,
    created: call.now,
    currency,
    description,
    source: charge.id,
    type: 'charge',
  });
  await insert(call, transaction);
  const settled = await save(call, { ...charge, balance_transaction: transaction.id });
  await emit(call, 'charge.updated', settled, charge);
  return settled;
}

function chargeFor(call: Call, intent: Intent, attempt: Attempt, decline?: Decline): Stripe.Charge {
  const { method, authenticated = false } = attempt;
  if (!method.card) throw new Error(`payment method ${method.id} is no card`);
  const id = newId('ch', 24);
  return buildCharge({
    id,
    amount: intent.amount,
    authenticated,
    billing_details: method.billing_details,
    card: method.card,
    created: call.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    metadata: intent.metadata,
    payment_intent: intent.id,
    payment_method: method.id,
    receipt_email: intent.receipt_email,
    receipt_url: `${call.publicUrl}/receipts/${id}`,
    ...(decline ? { decline } : {}),
  });
}

/** The error that the API answers for an intent whose payment has just been declined. */
export function declined(intent: Intent): StripeApiError {
  const { payment_method, code, ...error } = intent.last_payment_error ?? { type: 'card_error' as const };
  const body = {
    ...error,
    code,
    message: error.message ?? 'Your card was declined.',
    type: 'card_error' as const,
  };
  return new StripeApiError(
    402,
    { ...body, ...(code ? { code } : {}), payment_intent: intent, payment_method } as never,
    {
      keepsWork: true,
    },
  );
}
