import type Stripe from 'stripe';
import { applyChange, planChange } from '../billing/change.js';
import { voidInvoice } from '../billing/close-invoice.js';
import { withDiscounts } from '../billing/discounts.js';
import { dropPending } from '../billing/pending.js';
import { isOver, itemOf, periodOf } from '../billing/plan.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import type { Subscription } from '../objects/subscription.js';
import type { SubscriptionItem } from '../objects/subscription-item.js';
import type { Price } from '../objects/types.js';
import { mergeMetadata, present } from '../params.js';
import { lock, save } from '../store.js';
import { setTimer } from '../timers.js';
import { recurringPrice, requireOwnMethod } from './subscription-create.js';
import type { UpdateParams } from './subscription-params.js';

/** `POST /v1/subscriptions/:id` */
export async function updateSubscription(call: Call, params: UpdateParams, id: string) {
  refusePending(params);
  const before = await lock(call, 'subscription', id);
  refuseOver(before);
  const changesPlan =
    params.items || params.billing_cycle_anchor?.type === 'now' || params.trial_end === 'now';
  const kept = await applyTerms(call, before, params);
  if (!changesPlan) return announce(call, before, kept);
  await dropOlderChange(call, kept);
  const [item] = params.items ?? [];
  const present = itemOf(kept);
  if (params.items) requirePlan(kept, item?.id);
  const changed = await planChange(call, kept, {
    ...(await planOf(call, present, item, 'items[0][price]')),
    anchorNow: params.billing_cycle_anchor?.type === 'now',
    trialEndsNow: params.trial_end === 'now' && kept.status === 'trialing',
    proration: params.proration_behavior ?? 'create_prorations',
  });
  return applyChange(call, before, changed, params.payment_behavior ?? 'allow_incomplete');
}

/** Further items come and go by calls of their own. */
function requirePlan(subscription: Subscription, id: string | undefined): void {
  if (id === itemOf(subscription).id) return;
  if (id && !subscription.items.data.some((item) => item.id === id))
    throw invalidRequest(`No such subscription_item: '${id}'`, { param: 'items[0][id]' });
  throw invalidRequest(
    "The sandbox changes a subscription's first item: name that by its id. Others are added and deleted at /v1/subscription_items.",
    { param: 'items' },
  );
}

/** The plan that an item becomes. With another price its quantity is one, unless that is given too. */
export async function planOf(
  call: Call,
  present: SubscriptionItem,
  given: { price?: string | undefined; quantity?: number | undefined } | undefined,
  param: string,
): Promise<{ price: Price; quantity: number }> {
  const price = given?.price ? await recurringPrice(call, given.price, param) : present.price;
  const kept = price.id === present.price.id ? (present.quantity ?? 1) : 1;
  return { price, quantity: given?.quantity ?? kept };
}

const SUPPORTED_PENDING = [
  'billing_cycle_anchor',
  'cancel_at_period_end',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'trial_end',
];

/** A change that waits for its payment can only be one of what is paid. */
function refusePending(params: UpdateParams): void {
  if (params.payment_behavior !== 'pending_if_incomplete') return;
  const stray = Object.keys(params).find((name) => !SUPPORTED_PENDING.includes(name));
  if (!stray) return;
  const message = `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can only pass in supported parameters. The following parameter is not supported: ${stray}.`;
  throw invalidRequest(message, { param: stray });
}

export function refuseOver(subscription: Subscription): void {
  if (!isOver(subscription)) return;
  throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
}

/** Everything but the plan: what the subscription says of itself, and when it is to end. */
async function applyTerms(call: Call, before: Subscription, params: UpdateParams): Promise<Subscription> {
  const { default_payment_method, description, pause_collection, cancellation_details } = params;
  if (default_payment_method) await requireOwnMethod(call, default_payment_method, String(before.customer));
  const { discounts } = params.discounts ? await withDiscounts(call, before, params.discounts) : before;
  const details = before.cancellation_details ?? {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: null,
  };
  return {
    ...before,
    discounts,
    ...present({ default_payment_method, description }),
    ...(pause_collection === undefined ? {} : { pause_collection: resting(pause_collection) }),
    cancellation_details: {
      ...details,
      ...(present(cancellation_details ?? {}) as Partial<Stripe.Subscription.CancellationDetails>),
    },
    metadata: mergeMetadata(before.metadata, params.metadata),
    ...endingOf(call, before, params),
  };
}

function resting(
  given: NonNullable<UpdateParams['pause_collection']> | null,
): Stripe.Subscription.PauseCollection | null {
  return given && { behavior: given.behavior, resumes_at: given.resumes_at ?? null };
}

type Ending = Pick<
  Subscription,
  'cancel_at' | 'cancel_at_period_end' | 'canceled_at' | 'cancellation_details'
>;

/** When the subscription is to end: with its period, at a time, or not at all any more. */
function endingOf(call: Call, before: Subscription, params: UpdateParams): Partial<Ending> {
  const { cancel_at, cancel_at_period_end } = params;
  if (before.schedule && (cancel_at !== undefined || cancel_at_period_end !== undefined)) {
    throw invalidRequest(
      'The subscription is managed by the subscription schedule, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.',
    );
  }
  if (cancel_at_period_end === true) return endingAt(call, before, periodOf(before).end, true);
  if (typeof cancel_at === 'number') return endingAt(call, before, cancel_at, false);
  const isUndone = cancel_at === null || cancel_at_period_end === false;
  if (!isUndone) return {};
  return { cancel_at: null, cancel_at_period_end: false, canceled_at: null };
}

function endingAt(
  call: Call,
  before: Subscription,
  cancel_at: number,
  cancel_at_period_end: boolean,
): Partial<Ending> {
  return { cancel_at, cancel_at_period_end, canceled_at: before.canceled_at ?? call.now };
}

async function announce(call: Call, before: Subscription, after: Subscription): Promise<Subscription> {
  const subscription = await save(call, after);
  await emit(call, 'customer.subscription.updated', subscription, before);
  const { cancel_at, id, pause_collection } = subscription;
  if (cancel_at !== null && cancel_at !== before.cancel_at)
    await setTimer(call, 'subscription.cancel', id, cancel_at);
  if (pause_collection?.resumes_at)
    await setTimer(call, 'subscription.resume_collection', id, pause_collection.resumes_at);
  return subscription;
}

/** A new change takes the place of one that waits for its payment. */
export async function dropOlderChange(call: Call, subscription: Subscription): Promise<void> {
  const invoice = await dropPending(call, subscription.id);
  if (invoice) await voidInvoice(call, await lock(call, 'invoice', invoice));
}
