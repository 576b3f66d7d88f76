import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { newId } from '../ids.js';
import type { Invoice } from '../objects/invoice.js';
import { buildSubscription, type Subscription } from '../objects/subscription.js';
import type { Price } from '../objects/types.js';
import { insert } from '../store.js';
import { setTimer } from '../timers.js';
import { type DiscountRef, withDiscounts } from './discounts.js';
import { draftInvoice } from './draft.js';
import { finalizeInvoice } from './finalize.js';
import { planLines } from './lines.js';
import { setPeriodTimers } from './period-timers.js';
import { periodFrom } from './periods.js';
import { periodOf } from './plan.js';

/** How long the first invoice may stay unpaid. */
const INCOMPLETE_SECONDS = 23 * 3600;
const TRIAL_NOTICE_SECONDS = 3 * 86_400;

export interface Beginning {
  customer: string;
  price: Price;
  quantity: number;
  /** Unix seconds; null where there is no trial. */
  trial_end: number | null;
  discounts?: readonly DiscountRef[];
  /** Whatever else the subscription is to say. */
  given: Partial<
    Pick<Subscription, 'default_payment_method' | 'description' | 'metadata' | 'trial_settings'>
  >;
}

/**
 * A subscription begins, with its first invoice: final at once, and paid already where `paidBy` is given. Until that is
 * paid the subscription is incomplete; one with a trial begins with nothing to pay.
 */
export async function beginSubscription(
  call: Call,
  beginning: Beginning,
  paidBy?: Stripe.PaymentIntent,
): Promise<Invoice> {
  const invoiceId = newId('in', 24);
  const begun = compose(call, beginning, invoiceId);
  const subscription = await insert(call, await withDiscounts(call, begun, beginning.discounts ?? []));
  await emit(call, 'customer.subscription.created', subscription);
  await setTimers(call, subscription);
  const draft = await draftInvoice(call, {
    id: invoiceId,
    subscription,
    lines: await planLines(call, subscription),
    reason: 'subscription_create',
    advances: false,
  });
  return finalizeInvoice(call, { ...draft, auto_advance: true }, paidBy);
}

function compose(
  call: Call,
  { customer, price, quantity, trial_end, given }: Beginning,
  latest_invoice: string,
): Subscription {
  return buildSubscription({
    ...given,
    billing_cycle_anchor: trial_end ?? call.now,
    created: call.now,
    current_period_end: trial_end ?? periodFrom(call.now, price).end,
    customer,
    latest_invoice,
    price,
    quantity,
    status: trial_end === null ? 'incomplete' : 'trialing',
    trial_end,
    trial_start: trial_end === null ? null : call.now,
  });
}

async function setTimers(call: Call, subscription: Subscription): Promise<void> {
  const { id, trial_end } = subscription;
  await setPeriodTimers(call, id, periodOf(subscription).end);
  if (trial_end === null) await setTimer(call, 'subscription.incomplete', id, call.now + INCOMPLETE_SECONDS);
  else
    await setTimer(
      call,
      'subscription.trial_will_end',
      id,
      Math.max(call.now, trial_end - TRIAL_NOTICE_SECONDS),
    );
}
