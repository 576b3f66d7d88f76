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
  await standAsBilled(call, before);
}

/**
 * Somebody has given up or voided an invoice: whoever was behind with it is not any more. Stripe goes by the latest
 * invoice that is not void, and takes one that is given up for paid.
 */
export async function afterGivingUp(call: Call, invoice: Invoice): Promise<void> {
  const before = await billedBy(call, invoice);
  if (!before) return;
  if (invoice.status === 'uncollectible' && (await resumeByPayment(call, before, invoice.id))) return;
  await standAsBilled(call, before);
}

/** Invoices that leave nothing to wait for, to those that are behind. Of a first one that is given up Stripe says nothing. */
const DONE_WITH: Readonly<Partial<Record<Subscription['status'], readonly string[]>>> = {
  incomplete: ['paid'],
  past_due: ['paid', 'uncollectible'],
  unpaid: ['paid', 'uncollectible'],
};

/** One that is behind is active again once its latest invoice that is not void is done with. */
async function standAsBilled(call: Call, before: Subscription): Promise<void> {
  const doneWith = DONE_WITH[before.status];
  if (!doneWith) return;
  const { rows } = await call.tx.query<{ status: string }>(
    `select doc ->> 'status' as status from objects
     where type = 'invoice' and doc #>> '{parent,subscription_details,subscription}' = $1
       and doc ->> 'status' <> 'void' and doc ->> 'billing_reason' <> 'manual'
     order by created desc, seq desc limit 1`,
    [before.id],
  );
  if (!rows[0] || !doneWith.includes(rows[0].status)) return;
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
