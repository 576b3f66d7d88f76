import type { z } from 'zod';
import { beginSubscription } from '../billing/begin.js';
import { unpaid } from '../billing/change.js';
import { collect } from '../billing/collect.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import type { Price } from '../objects/types.js';
import { mergeMetadata, present } from '../params.js';
import { load, lock, save } from '../store.js';
import type { CreateParams } from './subscription-params.js';

const DAY_SECONDS = 86_400;

/** `POST /v1/subscriptions` */
export async function createSubscription(call: Call, params: z.output<typeof CreateParams>) {
  const { customer: owner, default_payment_method, description, trial_settings } = params;
  const customer = await load(call, 'customer', owner, 'customer');
  const [item] = params.items;
  if (!item?.price) throw missingParameter('items[0][price]');
  const price = await recurringPrice(call, item.price, 'items[0][price]');
  if (default_payment_method) await requireOwnMethod(call, default_payment_method, owner);
  const waits = params.payment_behavior === 'default_incomplete';
  const trial_end = trialEnd(call, params);
  const hasCard = default_payment_method ?? customer.invoice_settings.default_payment_method;
  if (!hasCard && !waits && trial_end === null) throw noCard();
  const invoice = await beginSubscription(call, {
    customer: owner,
    price,
    quantity: item.quantity ?? 1,
    trial_end,
    discounts: params.discounts ?? [],
    given: {
      ...present({ default_payment_method, description }),
      ...(trial_settings
        ? { trial_settings: { end_behavior: { billing_cycle_anchor: null, ...trial_settings.end_behavior } } }
        : {}),
      metadata: mergeMetadata(null, params.metadata),
    },
  });
  const id = String(invoice.parent?.subscription_details?.subscription);
  if (params.cancel_at_period_end) await endWithPeriod(call, id);
  if (invoice.status === 'paid' || waits) return load(call, 'subscription', id);
  const after = await collect(call, invoice);
  if (after.status !== 'paid' && params.payment_behavior === 'error_if_incomplete') throw unpaid();
  return load(call, 'subscription', id);
}

/** The active recurring price that a parameter names. */
export async function recurringPrice(call: Call, id: string, param: string): Promise<Price> {
  const price = await load(call, 'price', id, param);
  if (!price.active) {
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param,
    });
  }
  if (price.recurring) return price;
  throw invalidRequest(
    `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
    { param },
  );
}

/** Throws where the card is not the customer's. */
export async function requireOwnMethod(call: Call, id: string, customer: string): Promise<void> {
  const param = 'default_payment_method';
  const method = await load(call, 'payment_method', id, param);
  if (method.customer === customer) return;
  const message = `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`;
  throw invalidRequest(message, { code: 'resource_missing', param });
}

function noCard() {
  const message =
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method.';
  return invalidRequest(message, { code: 'resource_missing' });
}

/** When a trial ends, in Unix seconds; null without one. Throws for one that is over already. */
export function trialEnd(
  call: Call,
  {
    trial_end,
    trial_period_days,
  }: { trial_end?: number | undefined; trial_period_days?: number | undefined },
): number | null {
  if (trial_period_days) return call.now + trial_period_days * DAY_SECONDS;
  if (trial_end === undefined) return null;
  if (trial_end > call.now) return trial_end;
  throw invalidRequest('`trial_end` must be in the future.', { param: 'trial_end' });
}

async function endWithPeriod(call: Call, id: string): Promise<void> {
  const before = await lock(call, 'subscription', id);
  const cancel_at = before.items.data[0]?.current_period_end ?? null;
  const subscription = await save(call, {
    ...before,
    cancel_at,
    cancel_at_period_end: true,
    canceled_at: call.now,
  });
  await emit(call, 'customer.subscription.updated', subscription, before);
}
