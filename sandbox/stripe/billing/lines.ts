import type { Call } from '../call.js';
import { formatMoney } from '../money.js';
import { buildSubscriptionLine, type InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import { load } from '../store.js';
import type { Period } from './periods.js';
import { eachItem, itemOf, periodOf } from './plan.js';
import { type Net, netAsBilled, netNow } from './take-off.js';

/** The lines that buy a subscription's present period, one for each item; during a trial they cost nothing. */
export function planLines(call: Call, subscription: Subscription): Promise<InvoiceLine[]> {
  return Promise.all(eachItem(subscription).map((each) => planLine(call, each)));
}

async function planLine(call: Call, subscription: Subscription): Promise<InvoiceLine> {
  const { price, quantity = 1 } = itemOf(subscription);
  const name = await productName(call, subscription);
  const period = periodOf(subscription);
  if (subscription.status === 'trialing') {
    return buildSubscriptionLine({
      subscribed: subscription,
      period,
      amount: 0,
      description: `Trial period for ${name}`,
    });
  }
  const each = formatMoney(price.unit_amount ?? 0, price.currency);
  const description = `${quantity} × ${name} (at ${each} / ${price.recurring?.interval})`;
  return buildSubscriptionLine({ subscribed: subscription, period, description });
}

/**
 * What a change of plan in mid-period costs: the old plan's unused time comes back and the new one's rest is charged,
 * by the second. As Stripe has it by default (`proration_discounts: included`), amounts are net: of what the period was
 * billed with, and of what the subscription has now; the discounts are named with nothing taken off.
 */
export async function prorationLines(
  call: Call,
  before: Subscription,
  after: Subscription,
): Promise<InvoiceLine[]> {
  const { start, end } = periodOf(before);
  const rest = { start: call.now, end };
  const share = (end - call.now) / (end - start);
  const isSamePeriod = periodOf(after).end === end;
  const paid = await netAsBilled(call, before, wholePeriod(before));
  const unused = await proration(call, before, { net: paid, period: rest, share: -share });
  if (!isSamePeriod) return [unused];
  const net = await netNow(call, after, wholePeriod(after));
  return [unused, await proration(call, after, { net, period: rest, share })];
}

/** What an item costs for the rest of the period that it comes in, or gives back for the rest of the one that it goes in. */
export async function itemLine(
  call: Call,
  alone: Subscription,
  change: 'added' | 'removed',
): Promise<InvoiceLine> {
  const { start, end } = periodOf(alone);
  const share = (end - call.now) / (end - start);
  const period = { start: call.now, end };
  const net = await (change === 'added' ? netNow : netAsBilled)(call, alone, wholePeriod(alone));
  return proration(call, alone, { net, period, share: change === 'added' ? share : -share });
}

function wholePeriod(subscribed: Subscription): InvoiceLine {
  return buildSubscriptionLine({ subscribed, period: periodOf(subscribed) });
}

async function proration(
  call: Call,
  subscribed: Subscription,
  { net, period, share }: { net: Net; period: Period; share: number },
): Promise<InvoiceLine> {
  const name = await productName(call, subscribed);
  const day = new Date(call.now * 1000).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  const line = buildSubscriptionLine({
    subscribed,
    period,
    amount: Math.round(net.amount * share),
    description: share < 0 ? `Unused time on ${name} after ${day}` : `Remaining time on ${name} after ${day}`,
    discount_amounts: net.discounts.map((discount) => ({ amount: 0, discount })),
    discountable: false,
  });
  const details = line.parent?.subscription_item_details;
  if (details) details.proration = true;
  return line;
}

async function productName(call: Call, subscription: Subscription): Promise<string> {
  const { product } = itemOf(subscription).price;
  return (await load(call, 'product', String(product))).name;
}
