import type Stripe from 'stripe';
import { z } from 'zod';
import { followIntent } from '../billing/collect.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildPaymentIntent } from '../objects/payment-intent.js';
import { buildRefund } from '../objects/refund.js';
import {
  amount,
  choice,
  clearable,
  currency,
  email,
  flag,
  mergeMetadata,
  metadata,
  present,
  shipping,
  text,
  updated,
  url,
} from '../params.js';
import { declined, pay } from '../pay.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { insert, load, lock, save } from '../store.js';
import { captureAll } from '../take-money.js';
import { paymentMethodOf } from './payment-methods.js';
import { countRefunded } from './refunds.js';

type Intent = Stripe.PaymentIntent;

const fields = {
  description: clearable.optional(),
  metadata: metadata.optional(),
  receipt_email: email.optional(),
  setup_future_usage: choice('off_session', 'on_session').optional(),
  shipping: shipping.optional(),
  statement_descriptor_suffix: text.optional(),
};
const confirmation = {
  off_session: flag.optional(),
  payment_method: text.optional(),
  return_url: url.optional(),
};
const CreateParams = z.strictObject({
  ...fields,
  ...confirmation,
  amount,
  capture_method: choice('automatic', 'automatic_async', 'manual').optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: choice('always', 'never').default('always') })
    .optional(),
  confirm: flag.optional(),
  currency,
  customer: text.optional(),
});
const UpdateParams = z.strictObject({ ...fields, amount: amount.optional(), customer: text.optional() });
const ConfirmParams = z.strictObject({ ...confirmation, receipt_email: email.optional() });
const CancelParams = z.strictObject({
  cancellation_reason: choice('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer').optional(),
});
const ListParams = z.strictObject({ ...pageParams, ...createdParam, customer: text.optional() });

const SEARCHABLE = ['amount', 'created', 'currency', 'customer', 'status'];

/** Makes an unpaid intent and tells of it. */
export async function createIntent(
  call: Call,
  given: Parameters<typeof buildPaymentIntent>[0],
): Promise<Intent> {
  const intent = await insert(call, buildPaymentIntent(given));
  await emit(call, 'payment_intent.created', intent);
  return intent;
}

/** Ends an unpaid intent. Throws where it is paid or cancelled already. */
export async function cancelIntent(
  call: Call,
  before: Intent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Promise<Intent> {
  refuseIn(before, ['succeeded', 'canceled', 'processing'], 'canceled');
  const intent = await save(call, {
    ...before,
    amount_capturable: 0,
    canceled_at: call.now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  } satisfies Intent);
  await emit(call, 'payment_intent.canceled', intent);
  if (before.status === 'requires_capture') await letGo(call, intent);
  return intent;
}

/** What was only set aside is set free: Stripe calls that a refund, of a charge that took nothing. */
async function letGo(call: Call, intent: Intent): Promise<void> {
  const { id: charge, amount } = await lock(call, 'charge', String(intent.latest_charge));
  const refund = buildRefund({
    amount,
    charge,
    created: call.now,
    currency: intent.currency,
    payment_intent: intent.id,
  });
  await insert(call, refund);
  await emit(call, 'refund.created', refund);
  await countRefunded(call, await lock(call, 'charge', charge), amount);
}

async function capture(call: Call, _params: object, id: string): Promise<Intent> {
  const intent = await lock(call, 'payment_intent', id);
  if (intent.status !== 'requires_capture') {
    const message = `This PaymentIntent could not be captured because it has a status of ${intent.status}.`;
    throw invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
  }
  return captureAll(call, intent);
}

async function create(call: Call, params: z.output<typeof CreateParams>) {
  const { confirm: confirms, off_session, return_url, payment_method, ...given } = params;
  if (off_session !== undefined && !confirms) {
    throw invalidRequest('`off_session` can only be passed when `confirm` is `true`.', {
      param: 'off_session',
    });
  }
  if (given.customer) await load(call, 'customer', given.customer, 'customer');
  const method = payment_method ? await paymentMethodOf(call, payment_method, given.customer) : null;
  const intent = await createIntent(call, {
    ...present(given),
    created: call.now,
    metadata: mergeMetadata(null, given.metadata),
    payment_method: method?.id ?? null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
  });
  return confirms ? confirmWith(call, intent, { off_session, return_url }) : intent;
}

async function confirm(call: Call, { receipt_email, ...params }: z.output<typeof ConfirmParams>, id: string) {
  const intent = await lock(call, 'payment_intent', id);
  return confirmWith(call, { ...intent, ...present({ receipt_email }) }, params);
}

async function confirmWith(call: Call, intent: Intent, params: Partial<z.output<typeof ConfirmParams>>) {
  refuseIn(intent, ['succeeded', 'canceled', 'processing'], 'confirmed');
  const chosen = params.payment_method ?? intent.payment_method;
  if (typeof chosen !== 'string') {
    const message =
      'You cannot confirm this PaymentIntent because it has no payment method. You can set it with payment_method.';
    throw invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
  }
  const method = await paymentMethodOf(call, chosen, intent.customer);
  const { return_url: returnUrl, off_session: offSession = false } = params;
  const after = await pay(call, intent, { method, returnUrl, offSession });
  await followIntent(call, after);
  if (after.status === 'requires_payment_method') throw declined(after);
  return after;
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'payment_intent', id);
  if (given.amount !== undefined) refuseIn(before, ['succeeded', 'canceled'], 'updated');
  if (given.customer) await load(call, 'customer', given.customer, 'customer');
  return save(call, updated(before, given));
}

function refuseIn(intent: Intent, statuses: string[], verb: string): void {
  if (!statuses.includes(intent.status)) return;
  const message = `This PaymentIntent's status is ${intent.status}; it could not be ${verb}.`;
  throw invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
}

export const paymentIntentRoutes = [
  route('post', '/v1/payment_intents', CreateParams, create),
  route('get', '/v1/payment_intents', ListParams, (call, { customer, ...page }) =>
    list(call, 'payment_intent', '/v1/payment_intents', page, { customer }),
  ),
  searchRoute('payment_intent', SEARCHABLE),
  route('get', '/v1/payment_intents/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'payment_intent', id),
  ),
  route('post', '/v1/payment_intents/:id', UpdateParams, update),
  route('post', '/v1/payment_intents/:id/confirm', ConfirmParams, confirm),
  route('post', '/v1/payment_intents/:id/capture', z.strictObject({}), capture),
  route('post', '/v1/payment_intents/:id/cancel', CancelParams, async (call, { cancellation_reason }, id) =>
    cancelIntent(call, await lock(call, 'payment_intent', id), cancellation_reason ?? null),
  ),
];
