import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import type { Subscription } from '../objects/subscription.js';
import { lock, save } from '../store.js';
import { pendingOf } from './pending.js';
import { setPeriodTimers } from './period-timers.js';
import { isOver, periodOf } from './plan.js';
import { resumeByPayment } from './resumption.js';
import { withoutUsed } from './take-off.js';

/** The subscription that an invoice bills, held until the end of this call; null for other invoices and ended ones. */
export async function billedBy(call: Call, { parent }: Invoice): Promise<Subscription | null> {
  const id = parent?.subscription_details?.subscription;
  const subscription = id ? await lock(call, 'subscription', String(id)) : null;
  return subscription && !isOver(subscription) ? subscription : null;
}

/** What an invoice that is paid does to its subscription: what waited for it is applied, what was behind is not any more. */
export async function afterPayment(call: Call, invoice: Invoice): Promise<void> {
  const billed = await billedBy(call, invoice);
  if (!billed) return;
  const before = await withoutUsed(call, billed, invoice);
  const pending = await pendingOf(call, before);
  if (pending?.invoice === invoice.id) return applyPending(call, before, pending.change);
  if (await resumeByPayment(call, before, invoice.id)) return;
  const isBehind = ['incomplete', 'past_due', 'unpaid'].includes(before.status);
  if (!isBehind || before.latest_invoice !== invoice.id) return;
  const subscription = await save(call, { ...before, status: 'active' } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
}

async function applyPending(call: Call, before: Subscription, change: Partial<Subscription>): Promise<void> {
  const subscription = await save(call, {
    ...before,
    ...change,
    pending_update: null,
    status: 'active',
  } satisfies Subscription);
  await emit(call, 'customer.subscription.pending_update_applied', subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
  await setPeriodTimers(call, subscription.id, periodOf(subscription).end);
}
