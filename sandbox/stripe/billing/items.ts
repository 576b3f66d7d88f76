import type { Call } from '../call.js';
import { invalidRequest } from '../errors.js';
import type { Subscription } from '../objects/subscription.js';
import { buildSubscriptionItem } from '../objects/subscription-item.js';
import type { Price } from '../objects/types.js';
import { billedSoon, type Changed, type PlanChange, sameInterval } from './change.js';
import { itemLine } from './lines.js';
import { itemOf, periodOf, withItems } from './plan.js';

/** A further item, billed with the first. Works out what that does and stores nothing, as `planChange`. */
export async function addItem(
  call: Call,
  before: Subscription,
  { price, quantity, proration }: Pick<PlanChange, 'price' | 'quantity' | 'proration'>,
): Promise<Changed> {
  refuseMisfit(before, price);
  const { start, end } = periodOf(before);
  const item = buildSubscriptionItem({
    created: call.now,
    current_period_end: end,
    current_period_start: start,
    price,
    quantity,
    subscription: before.id,
  });
  const after = withItems(before, [...before.items.data, item]);
  const lines = isProrated(before, proration)
    ? [await itemLine(call, withItems(before, [item]), 'added')]
    : [];
  return billedSoon(after, lines, proration);
}

/** The subscription without an item that it has beside others. */
export async function removeItem(
  call: Call,
  before: Subscription,
  { id, proration }: { id: string; proration: PlanChange['proration'] },
): Promise<Changed> {
  const kept = before.items.data.filter((item) => item.id !== id);
  if (kept.length === 0) throw invalidRequest('A subscription must have at least one active plan.');
  const gone = withItems(
    before,
    before.items.data.filter((item) => item.id === id),
  );
  const lines = isProrated(before, proration) ? [await itemLine(call, gone, 'removed')] : [];
  return billedSoon(withItems(before, kept), lines, proration);
}

function isProrated({ status }: Subscription, proration: PlanChange['proration']): boolean {
  return status !== 'trialing' && proration !== 'none';
}

/** Stripe bills several intervals by one subscription; the sandbox does not. */
function refuseMisfit(subscription: Subscription, price: Price): void {
  const param = 'price';
  const present = itemOf(subscription).price;
  if (subscription.items.data.some((item) => item.price.id === price.id))
    throw invalidRequest(`Cannot add multiple subscription items with the same price: ${price.id}`, {
      param,
    });
  if (price.currency !== present.currency || !sameInterval(price, present))
    throw invalidRequest("The sandbox bills a subscription's items in one currency and interval.", {
      param,
    });
}
