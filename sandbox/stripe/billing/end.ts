import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Subscription } from '../objects/subscription.js';
import { load, save } from '../store.js';
import { haltInvoices, voidInvoice } from './close-invoice.js';

/** The subscription is over for good, now. */
export async function endSubscription(
  call: Call,
  before: Subscription,
  reason: Stripe.Subscription.CancellationDetails.Reason,
): Promise<Subscription> {
  const details = before.cancellation_details ?? { comment: null, feedback: null, feedback_option: null };
  const subscription = await save(call, {
    ...before,
    canceled_at: before.canceled_at ?? call.now,
    cancellation_details: { ...details, reason },
    ended_at: call.now,
    pending_update: null,
    status: 'canceled',
  } satisfies Subscription);
  await emit(call, 'customer.subscription.deleted', subscription);
  await haltInvoices(call, subscription.id);
  return subscription;
}

/** Nobody paid the first invoice within 23 hours. */
export async function expireIncomplete(call: Call, before: Subscription): Promise<void> {
  const invoice = await load(call, 'invoice', String(before.latest_invoice));
  if (invoice.status === 'open') await voidInvoice(call, invoice);
  const subscription = await save(call, {
    ...before,
    ended_at: call.now,
    status: 'incomplete_expired',
  } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
}
