import type { Subscription } from '../objects/subscription.js';
import { planOf, type SubscriptionItem } from '../objects/subscription-item.js';
import type { Price } from '../objects/types.js';
import type { Period } from './periods.js';

/** The item of a subscription: in this sandbox it has exactly one. */
export function itemOf({ id, items }: Subscription): SubscriptionItem {
  const [item] = items.data;
  if (!item) throw new Error(`subscription ${id} has no item`);
  return item;
}

export function periodOf(subscription: Subscription): Period {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  return { start, end };
}

/** The same subscription in another period. */
export function inPeriod(subscription: Subscription, { start, end }: Period): Subscription {
  return withItem(subscription, { current_period_start: start, current_period_end: end });
}

/** The same subscription to another price, or to more of it. */
export function withPlan(subscription: Subscription, price: Price, quantity: number): Subscription {
  return withItem(subscription, { plan: planOf(price), price, quantity });
}

function withItem(subscription: Subscription, change: Partial<SubscriptionItem>): Subscription {
  const item = { ...itemOf(subscription), ...change };
  return { ...subscription, items: { ...subscription.items, data: [item] } };
}

/** Over for good: nothing changes it any more. */
export function isOver({ status }: Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}
