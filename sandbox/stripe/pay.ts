import type Stripe from 'stripe';
import { type Attempt, chargeFor } from './attempt.js';
import type { Call } from './call.js';
import type { Decline, TestCard } from './cards.js';
import { emit } from './emit.js';
import { docUrl, StripeApiError } from './errors.js';
import { isSetUp, testCardOf } from './hidden-card.js';
import { insert, save } from './store.js';
import { takeMoney } from './take-money.js';

type Intent = Stripe.PaymentIntent;
type Method = Stripe.PaymentMethod;

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
  return decline ? refuse(call, intent, attempt, decline) : takeMoney(call, intent, attempt, card);
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
