import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { newId } from '../ids.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import { hiddenOf, load, lock, save, saveHidden } from '../store.js';
import { draftInvoice } from './draft.js';
import { endSubscription } from './end.js';
import { planLines } from './lines.js';
import { setPeriodTimers } from './period-timers.js';
import { periodFrom } from './periods.js';
import { inPeriod, isOver, itemOf, periodOf } from './plan.js';
import { enterPhase } from './schedule.js';
import { withoutEnded } from './take-off.js';

/** A period is over: the subscription ends, waits for a card after its trial, or goes on and is billed. */
export async function turnPeriod(call: Call, id: string): Promise<void> {
  const before = await lock(call, 'subscription', id);
  const rests = isOver(before) || before.status === 'incomplete' || before.status === 'paused';
  if (rests || periodOf(before).end > call.now) return;
  if (before.cancel_at !== null && before.cancel_at <= call.now) {
    await endSubscription(call, before, 'cancellation_requested');
  } else if (await lacksCard(call, before)) {
    const paused = await save(call, { ...before, status: 'paused' } satisfies Subscription);
    await emit(call, 'customer.subscription.paused', paused);
  } else {
    await renew(call, before);
  }
}

/** A trial that is over with nothing to pay by, where the shop wants to wait for that. */
async function lacksCard(call: Call, subscription: Subscription): Promise<boolean> {
  if (subscription.status !== 'trialing') return false;
  if (subscription.trial_settings?.end_behavior.missing_payment_method !== 'pause') return false;
  const customer = await load(call, 'customer', String(subscription.customer));
  return !subscription.default_payment_method && !customer.invoice_settings.default_payment_method;
}

/** The next period begins at once, paid or not. Its invoice is a draft for an hour. */
async function renew(call: Call, before: Subscription): Promise<void> {
  const ended = periodOf(before);
  const phased = await withoutEnded(call, await enterPhase(call, before, ended.end));
  const next = periodFrom(ended.end, itemOf(phased).price, phased.billing_cycle_anchor);
  const subscription = await save(call, {
    ...inPeriod(phased, next),
    latest_invoice: newId('in', 24),
    status: phased.status === 'trialing' ? 'active' : phased.status,
  } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
  await setPeriodTimers(call, subscription.id, next.end);
  await draftInvoice(call, {
    id: String(subscription.latest_invoice),
    subscription,
    lines: [...(await takePendingLines(call, subscription.id)), ...(await planLines(call, subscription))],
    reason: 'subscription_cycle',
    period: ended,
    advances: advances(subscription),
  });
}

/** Whether its invoices are made final and collected by themselves. */
function advances({ pause_collection, status }: Subscription): boolean {
  return pause_collection?.behavior !== 'keep_as_draft' && status !== 'unpaid';
}

/** Keeps lines for the next invoice. */
export async function addPendingLines(call: Call, id: string, lines: InvoiceLine[]): Promise<void> {
  await saveHidden(call, id, { pending_lines: [...(await pendingLines(call, id)), ...lines] });
}

/** The lines that wait for the next invoice. */
export async function pendingLines(call: Call, id: string): Promise<InvoiceLine[]> {
  return ((await hiddenOf(call, id)).pending_lines ?? []) as InvoiceLine[];
}

async function takePendingLines(call: Call, id: string): Promise<InvoiceLine[]> {
  const lines = await pendingLines(call, id);
  if (lines.length > 0) await saveHidden(call, id, { pending_lines: [] });
  return lines;
}
