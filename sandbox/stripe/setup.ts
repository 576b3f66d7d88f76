import type Stripe from 'stripe';
import type { Call } from './call.js';
import type { Decline } from './cards.js';
import { emit } from './emit.js';
import { docUrl, StripeApiError } from './errors.js';
import { isSetUp, markSetUp, testCardOf } from './hidden-card.js';
import { buildSetupIntent } from './objects/setup-intent.js';
import { attach } from './resources/payment-methods.js';
import { insert, save } from './store.js';

type Intent = Stripe.SetupIntent;
type Method = Stripe.PaymentMethod;

export interface SetupAttempt {
  method: Method;
  /** Where the customer goes after a challenge. */
  returnUrl?: string | undefined;
  /** The cardholder has just passed the challenge. */
  authenticated?: boolean;
}

const NOT_AUTHENTICATED: Decline = {
  code: 'setup_intent_authentication_failure',
  declineCode: '',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

/** Makes an intent to save a card and tells of it. */
export async function createSetup(
  call: Call,
  given: Parameters<typeof buildSetupIntent>[0],
): Promise<Intent> {
  const intent = await insert(call, buildSetupIntent(given));
  await emit(call, 'setup_intent.created', intent);
  return intent;
}

/**
 * Tries to save a payment method for payments without its holder, and answers the intent as it is then: succeeded,
 * waiting for the cardholder's bank, or without a payment method again after a decline (see its `last_setup_error`).
 */
export async function setUp(call: Call, intent: Intent, attempt: SetupAttempt): Promise<Intent> {
  const { method } = attempt;
  const card = await testCardOf(call, method);
  const asks = card.authentication !== 'none' && !(await isSetUp(call, method));
  if (asks && !attempt.authenticated) return challenge(call, intent, attempt);
  if (card.declines && !card.attaches) return refuseSetup(call, intent, method, card.declines);
  return succeed(call, intent, method);
}

/** The cardholder failed the bank's challenge: nothing is saved. */
export function failSetupChallenge(call: Call, intent: Intent, method: Method): Promise<Intent> {
  return refuseSetup(call, intent, method, NOT_AUTHENTICATED);
}

/** Ends an intent that nothing was saved with. */
export async function cancelSetup(
  call: Call,
  before: Intent,
  reason: Stripe.SetupIntent.CancellationReason | null,
): Promise<Intent> {
  const intent = await save(call, {
    ...before,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  } satisfies Intent);
  await emit(call, 'setup_intent.canceled', intent);
  return intent;
}

async function challenge(call: Call, intent: Intent, { method, returnUrl }: SetupAttempt): Promise<Intent> {
  const url = `${call.publicUrl}/challenge/${intent.id}`;
  const after = await save(call, {
    ...intent,
    status: 'requires_action',
    payment_method: method.id,
    next_action: returnUrl
      ? { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } }
      : { type: 'use_stripe_sdk', use_stripe_sdk: {} },
  } satisfies Intent);
  await emit(call, 'setup_intent.requires_action', after);
  return after;
}

async function refuseSetup(call: Call, intent: Intent, method: Method, decline: Decline): Promise<Intent> {
  const { code, declineCode, message } = decline;
  const after = await save(call, {
    ...intent,
    status: 'requires_payment_method',
    next_action: null,
    payment_method: null,
    last_setup_error: {
      code: code as Stripe.SetupIntent.LastSetupError.Code,
      doc_url: docUrl(code),
      message,
      payment_method: method,
      ...(declineCode
        ? { decline_code: declineCode, type: 'card_error' }
        : { type: 'invalid_request_error' }),
    },
  } satisfies Intent);
  await emit(call, 'setup_intent.setup_failed', after);
  return after;
}

async function succeed(call: Call, intent: Intent, method: Method): Promise<Intent> {
  if (intent.customer) await attach(call, method, String(intent.customer));
  await markSetUp(call, method);
  const after = await save(call, {
    ...intent,
    last_setup_error: null,
    next_action: null,
    payment_method: method.id,
    status: 'succeeded',
  } satisfies Intent);
  await emit(call, 'setup_intent.succeeded', after);
  return after;
}

/** The error that the API answers for an intent whose card has just been refused. */
export function setupDeclined(intent: Intent): StripeApiError {
  const { code, decline_code, message, payment_method } = intent.last_setup_error ?? {};
  const body = {
    ...(code ? { code } : {}),
    ...(decline_code ? { decline_code } : {}),
    message: message ?? 'Your card was declined.',
    payment_method,
    setup_intent: intent,
    type: 'card_error' as const,
  };
  return new StripeApiError(402, body, { keepsWork: true });
}
