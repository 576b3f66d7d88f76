import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Subscription } from '../objects/subscription.js';
import type { Schedule } from '../objects/subscription-schedule.js';
import { load, lock, save } from '../store.js';
import { type DiscountRef, withDiscounts } from './discounts.js';
import { withPlan } from './plan.js';

/** The subscription as the phase that begins at `at` wants it. Where no phase begins it stays, and is let go at the end. */
export async function enterPhase(call: Call, before: Subscription, at: number): Promise<Subscription> {
  if (!before.schedule) return before;
  const schedule = await lock(call, 'subscription_schedule', String(before.schedule));
  const phase = schedule.phases.find(({ start_date, end_date }) => start_date <= at && at < end_date);
  if (!phase) return release(call, before, schedule);
  if (phase.start_date !== at) return before;
  const { start_date, end_date } = phase;
  const moved = await save(call, { ...schedule, current_phase: { start_date, end_date } });
  await emit(call, 'subscription_schedule.updated', moved, schedule);
  const [item] = phase.items;
  if (!item) return before;
  const price = await load(call, 'price', String(item.price));
  return withPlan(await withDiscounts(call, before, refsOf(phase)), price, item.quantity ?? 1);
}

/** What is to be taken off in a phase. */
export function refsOf({ discounts }: Stripe.SubscriptionSchedule.Phase): DiscountRef[] {
  return discounts.map((each) => ({
    coupon: each.coupon && String(each.coupon),
    discount: each.discount && String(each.discount),
    promotion_code: each.promotion_code && String(each.promotion_code),
  }));
}

/** The last phase is over: the subscription goes on by itself. */
async function release(call: Call, before: Subscription, schedule: Schedule): Promise<Subscription> {
  const done = await save(call, {
    ...schedule,
    completed_at: call.now,
    current_phase: null,
    released_at: call.now,
    released_subscription: before.id,
    status: 'released',
    subscription: null,
  } satisfies Schedule);
  await emit(call, 'subscription_schedule.released', done, schedule);
  return { ...before, schedule: null };
}

/** A schedule is over with its subscription. */
export async function cancelSchedule(call: Call, before: Schedule): Promise<Schedule> {
  const schedule = await save(call, {
    ...before,
    canceled_at: call.now,
    current_phase: null,
    status: 'canceled',
  } satisfies Schedule);
  await emit(call, 'subscription_schedule.canceled', schedule, before);
  return schedule;
}

/** The schedule lets its subscription go, which stays as it is. */
export async function releaseSchedule(call: Call, schedule: Schedule): Promise<Schedule> {
  const before = await lock(call, 'subscription', String(schedule.subscription));
  const after = await save(call, await release(call, before, schedule));
  await emit(call, 'customer.subscription.updated', after, before);
  return load(call, 'subscription_schedule', schedule.id);
}
