import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { choice, clearable, flag, mergeMetadata, metadata, present, text, url } from '../params.js';
import { route } from '../route.js';
import { cancelSetup, createSetup, setUp, setupDeclined } from '../setup.js';
import { load, lock } from '../store.js';
import { paymentMethodFor } from './payment-methods.js';

type Intent = Stripe.SetupIntent;

const CreateParams = z.strictObject({
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: choice('always', 'never').default('always') })
    .optional(),
  confirm: flag.optional(),
  customer: text.optional(),
  description: clearable.optional(),
  metadata: metadata.optional(),
  payment_method: text.optional(),
  return_url: url.optional(),
  usage: choice('off_session', 'on_session').optional(),
});
const ConfirmParams = z.strictObject({ payment_method: text.optional(), return_url: url.optional() });
const CancelParams = z.strictObject({
  cancellation_reason: choice('abandoned', 'duplicate', 'requested_by_customer').optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  payment_method: text.optional(),
});

async function create(call: Call, params: z.output<typeof CreateParams>) {
  const { confirm: confirms, payment_method, return_url, ...given } = params;
  if (given.customer) await load(call, 'customer', given.customer, 'customer');
  const method = payment_method ? await paymentMethodFor(call, payment_method) : null;
  const intent = await createSetup(call, {
    ...present(given),
    created: call.now,
    metadata: mergeMetadata(null, given.metadata),
    payment_method: method?.id ?? null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
  });
  return confirms ? confirmWith(call, intent, { return_url }) : intent;
}

async function confirm(call: Call, params: z.output<typeof ConfirmParams>, id: string) {
  return confirmWith(call, await lock(call, 'setup_intent', id), params);
}

async function confirmWith(call: Call, intent: Intent, params: z.output<typeof ConfirmParams>) {
  refuseIn(intent, ['succeeded', 'canceled', 'processing'], 'confirmed');
  const chosen = params.payment_method ?? intent.payment_method;
  if (typeof chosen !== 'string') {
    const message =
      'You cannot confirm this SetupIntent because it has no payment method. You can set it with payment_method.';
    throw invalidRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent });
  }
  const method = await paymentMethodFor(call, chosen);
  const after = await setUp(call, intent, { method, returnUrl: params.return_url });
  if (after.status === 'requires_payment_method') throw setupDeclined(after);
  return after;
}

async function cancel(call: Call, { cancellation_reason }: z.output<typeof CancelParams>, id: string) {
  const intent = await lock(call, 'setup_intent', id);
  refuseIn(intent, ['succeeded', 'canceled', 'processing'], 'canceled');
  return cancelSetup(call, intent, cancellation_reason ?? null);
}

function refuseIn(intent: Intent, statuses: string[], verb: string): void {
  if (!statuses.includes(intent.status)) return;
  const message = `This SetupIntent's status is ${intent.status}; it could not be ${verb}.`;
  throw invalidRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent });
}

export const setupIntentRoutes = [
  route('post', '/v1/setup_intents', CreateParams, create),
  route('get', '/v1/setup_intents', ListParams, (call, { customer, payment_method, ...page }) =>
    list(call, 'setup_intent', '/v1/setup_intents', page, { customer, payment_method }),
  ),
  route('get', '/v1/setup_intents/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'setup_intent', id),
  ),
  route('post', '/v1/setup_intents/:id/confirm', ConfirmParams, confirm),
  route('post', '/v1/setup_intents/:id/cancel', CancelParams, cancel),
];
