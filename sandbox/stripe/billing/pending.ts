import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Subscription } from '../objects/subscription.js';
import { hiddenOf, lock, save, saveHidden } from '../store.js';
import { setTimer } from '../timers.js';

const LIFE_SECONDS = 23 * 3600;

/** A change that is made when its invoice is paid, and never if it is not within 23 hours. */
interface Pending {
  invoice: string;
  change: Pick<Subscription, 'items' | 'billing_cycle_anchor' | 'trial_end'> & Partial<Ending>;
}

type Ending = Pick<Subscription, 'cancel_at' | 'cancel_at_period_end' | 'canceled_at'>;

/** The change that waits; null where none does. */
export async function pendingOf(call: Call, { id, pending_update }: Subscription): Promise<Pending | null> {
  return pending_update ? ((await hiddenOf(call, id)).pending as Pending) : null;
}

/** Keeps a change until its invoice is paid. Nothing else of the subscription changes. */
export async function keepPending(
  call: Call,
  before: Subscription,
  target: Subscription,
  invoice: string,
): Promise<Subscription> {
  const { items, billing_cycle_anchor, trial_end, cancel_at_period_end, cancel_at, canceled_at } = target;
  const endsOtherwise = cancel_at_period_end !== before.cancel_at_period_end;
  const ending = endsOtherwise ? { cancel_at_period_end, cancel_at, canceled_at } : {};
  const expires_at = call.now + LIFE_SECONDS;
  await saveHidden(call, before.id, {
    pending: { invoice, change: { items, billing_cycle_anchor, trial_end, ...ending } },
  });
  await setTimer(call, 'subscription.pending', before.id, expires_at);
  const subscription = await save(call, {
    ...before,
    latest_invoice: invoice,
    pending_update: {
      billing_cycle_anchor:
        billing_cycle_anchor === before.billing_cycle_anchor ? null : billing_cycle_anchor,
      cancel_at_period_end: endsOtherwise ? cancel_at_period_end : null,
      discount: null,
      discounts: null,
      expires_at,
      metadata: null,
      subscription_items: items.data as never,
      trial_end: trial_end === before.trial_end ? null : trial_end,
      trial_from_plan: null,
    },
  } satisfies Subscription);
  await emit(call, 'customer.subscription.updated', subscription, before);
  return subscription;
}

/** Forgets the change that waits. Answers the invoice that it waited for; null where none did. */
export async function dropPending(call: Call, id: string): Promise<string | null> {
  const before = await lock(call, 'subscription', id);
  const pending = await pendingOf(call, before);
  if (!pending) return null;
  const subscription = await save(call, { ...before, pending_update: null } satisfies Subscription);
  await emit(call, 'customer.subscription.pending_update_expired', subscription);
  return pending.invoice;
}
