import { z } from 'zod';
import type { Call } from '../call.js';
import { invalidRequest, missingParameter } from '../errors.js';
import {
  choice,
  clearable,
  currency,
  email,
  flag,
  integer,
  metadata,
  shipping,
  text,
  url,
} from '../params.js';
import { ItemsParam } from './checkout-items.js';

export const LIFE_SECONDS = 24 * 3600;
const LIFE_MIN_SECONDS = 30 * 60;

/** What a Checkout session can be made with. */
export const SessionParams = z.strictObject({
  allow_promotion_codes: flag.optional(),
  cancel_url: url.optional(),
  client_reference_id: text.optional(),
  customer: text.optional(),
  customer_creation: choice('always', 'if_required').optional(),
  currency: currency.optional(),
  customer_email: email.optional(),
  discounts: z
    .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
    .max(1)
    .optional(),
  expires_at: integer.optional(),
  line_items: ItemsParam.optional(),
  metadata: metadata.optional(),
  mode: choice('payment', 'setup', 'subscription'),
  payment_intent_data: z
    .strictObject({
      description: clearable.optional(),
      metadata: metadata.optional(),
      receipt_email: email.optional(),
      setup_future_usage: choice('off_session', 'on_session').optional(),
      shipping: shipping.optional(),
    })
    .optional(),
  payment_method_collection: choice('always', 'if_required').optional(),
  subscription_data: z
    .strictObject({
      description: text.optional(),
      metadata: metadata.optional(),
      trial_end: integer.optional(),
      trial_period_days: integer.optional(),
    })
    .optional(),
  setup_intent_data: z
    .strictObject({ description: clearable.optional(), metadata: metadata.optional() })
    .optional(),
  submit_type: choice('auto', 'book', 'donate', 'pay').optional(),
  success_url: url.optional(),
  ui_mode: choice('hosted_page').optional(),
});

export type SessionParams = z.output<typeof SessionParams>;

/** Throws what Stripe answers for parameters that do not go together. */
export function refuseUnsupported(call: Call, params: SessionParams): void {
  if (!params.success_url) throw missingParameter('success_url');
  if (params.mode !== 'setup' && !params.line_items) throw missingParameter('line_items');
  if (params.mode !== 'subscription' && params.subscription_data) refuseInMode(params, 'subscription_data');
  if (params.mode === 'subscription') refuseInSubscription(params);
  if (params.mode === 'setup') refuseInSetup(params);
  if (params.discounts && params.allow_promotion_codes)
    throw invalidRequest('You may only specify one of these parameters: allow_promotion_codes, discounts.');
  if (params.customer && params.customer_email) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.');
  }
  const life = (params.expires_at ?? call.now + LIFE_SECONDS) - call.now;
  if (life < LIFE_MIN_SECONDS - 60 || life > LIFE_SECONDS + 60) {
    const message =
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.';
    throw invalidRequest(message, { param: 'expires_at' });
  }
}

function refuseInSetup(params: SessionParams): void {
  if (!params.currency) throw missingParameter('currency');
  for (const param of ['discounts', 'line_items', 'payment_intent_data'] as const)
    if (params[param]) refuseInMode(params, param);
}

/** A customer is always kept for a subscription, and its items are the prices of one plan. */
function refuseInSubscription(params: SessionParams): void {
  for (const param of ['payment_intent_data', 'customer_creation', 'submit_type'] as const)
    if (params[param]) refuseInMode(params, param);
  if ((params.line_items ?? []).length > 1)
    throw invalidRequest("The sandbox's subscriptions have one item each.", { param: 'line_items' });
}

function refuseInMode({ mode }: SessionParams, param: string): never {
  throw invalidRequest(`You can not pass \`${param}\` in \`${mode}\` mode.`, { param });
}
