import type { Subscription } from '../objects/subscription.js';
import { planOf, type SubscriptionItem } from '../objects/subscription-item.js';
import type { Price } from '../objects/types.js';
import type { Period } from './periods.js';

/** The first item of a subscription, which is its plan. */
export function itemOf({ id, items }: Subscription): SubscriptionItem {
  const [item] = items.data;
  if (!item) throw new Error(`subscription ${id} has no item`);
  return item;
}

/** A subscription as one of each of its items alone, such as a line of its invoice bills. */
export function eachItem(subscription: Subscription): Subscription[] {
  return subscription.items.data.map((item) => withItems(subscription, [item]));
}

/** The same subscription with other items. */
export function withItems(subscription: Subscription, data: SubscriptionItem[]): Subscription {
  return { ...subscription, items: { ...subscription.items, data } };
}

/** All items are billed together. */
export function periodOf(subscription: Subscription): Period {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  return { start, end };
}

/** The same subscription in another period. */
export function inPeriod(subscription: Subscription, { start, end }: Period): Subscription {
  const period = { current_period_start: start, current_period_end: end };
  return withItems(
    subscription,
    subscription.items.data.map((item) => ({ ...item, ...period })),
  );
}

/** The same subscription to another price, or to more of it. */
export function withPlan(subscription: Subscription, price: Price, quantity: number): Subscription {
  const [, ...others] = subscription.items.data;
  return withItems(subscription, [
    { ...itemOf(subscription), plan: planOf(price), price, quantity },
    ...others,
  ]);
}

/** Over for good: nothing changes it any more. */
export function isOver({ status }: Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}
