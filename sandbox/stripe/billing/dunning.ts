import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import type { Subscription } from '../objects/subscription.js';
import { afterRetries } from '../settings.js';
import { save } from '../store.js';
import { setTimer } from '../timers.js';
import { billedBy } from './after-payment.js';
import { markUncollectible } from './close-invoice.js';
import { endSubscription } from './end.js';
import { pendingOf } from './pending.js';

/** Days after a declined attempt until the next one; after the last, Stripe gives up. */
const RETRY_DAYS = [3, 5, 7];

/** When Stripe tries again after so many attempts, in Unix seconds; null when it does not. */
export async function nextAttempt(call: Call, invoice: Invoice, attempts: number): Promise<number | null> {
  const days = RETRY_DAYS[attempts - 1];
  if (days === undefined || !(await debtor(call, invoice))) return null;
  const at = call.now + days * 86_400;
  await setTimer(call, 'invoice.retry', invoice.id, at);
  return at;
}

/**
 * The subscription is behind with its invoice. After the last attempt it is over and the invoice given up, or it stands
 * unpaid and the invoice stays open, as the account's settings say.
 */
export async function afterFailure(call: Call, invoice: Invoice): Promise<void> {
  const before = await debtor(call, invoice);
  if (!before) return;
  const subscription = before.status === 'past_due' ? before : await fall(call, before, 'past_due');
  if (invoice.next_payment_attempt !== null) return;
  if ((await afterRetries(call.tx)) === 'unpaid') {
    await fall(call, subscription, 'unpaid');
  } else {
    await markUncollectible(call, invoice);
    await endSubscription(call, subscription, 'payment_failed');
  }
}

async function fall(call: Call, before: Subscription, status: 'past_due' | 'unpaid'): Promise<Subscription> {
  const subscription = await save(call, { ...before, status } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
  return subscription;
}

/**
 * The running subscription that owes this invoice; null where it has not begun or is paused, where nobody collects from
 * it any more, and where its change waits for this payment.
 */
async function debtor(call: Call, invoice: Invoice): Promise<Subscription | null> {
  const subscription = await billedBy(call, invoice);
  if (!subscription || IDLE.includes(subscription.status)) return null;
  const pending = await pendingOf(call, subscription);
  return pending?.invoice === invoice.id ? null : subscription;
}

const IDLE: readonly Subscription['status'][] = ['incomplete', 'paused', 'unpaid'];
