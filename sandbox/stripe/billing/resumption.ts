import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Subscription } from '../objects/subscription.js';
import { hiddenOf, save, saveHidden } from '../store.js';
import { setTimer } from '../timers.js';
import { periodOf } from './plan.js';

/** The period that a paused subscription goes on with, once its invoice is paid. */
interface Resumption {
  invoice: string;
  change: Pick<Subscription, 'items' | 'billing_cycle_anchor'>;
}

/** Keeps what a paused subscription becomes when the latest invoice of `target` is paid. Until then it stays paused. */
export async function keepResumption(call: Call, before: Subscription, target: Subscription): Promise<void> {
  const { items, billing_cycle_anchor, latest_invoice } = target;
  const resumption: Resumption = {
    invoice: String(latest_invoice),
    change: { items, billing_cycle_anchor },
  };
  await saveHidden(call, before.id, { resumption });
  const waiting = await save(call, { ...before, latest_invoice });
  await emit(call, 'customer.subscription.updated', waiting, before);
}

/** Lets a paused subscription go on, where this invoice is what it waited for. */
export async function resumeByPayment(call: Call, before: Subscription, invoice: string): Promise<boolean> {
  if (before.status !== 'paused') return false;
  const { resumption } = (await hiddenOf(call, before.id)) as { resumption?: Resumption };
  if (resumption?.invoice !== invoice) return false;
  const { change } = resumption;
  const subscription = await save(call, { ...before, ...change, status: 'active' } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
  await emit(call, 'customer.subscription.resumed', subscription);
  await setTimer(call, 'subscription.period', subscription.id, periodOf(subscription).end);
  return true;
}
