import type { Call } from '../call.js';
import { takenOff } from '../coupons.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import { save } from '../store.js';
import { type Applied, appliedOf, withoutDiscounts } from './discounts.js';

/** The lines of an invoice that is made now, with what their subscription's discounts take off; one after another. */
export async function discountedLines(
  call: Call,
  subscription: Subscription,
  lines: InvoiceLine[],
  foreseen?: readonly Applied[],
): Promise<InvoiceLine[]> {
  const applied = foreseen ?? (await discountsOf(call, subscription));
  let discounted = lines;
  for (const each of applied) if (await isGood(call, each)) discounted = takeOff(discounted, each);
  return discounted;
}

function discountsOf(call: Call, { discounts }: Subscription): Promise<Applied[]> {
  return Promise.all(discounts.map((id) => appliedOf(call, String(id))));
}

/** What a line comes to with the discounts that its subscription has now, and which those are. */
export async function netNow(call: Call, subscription: Subscription, line: InvoiceLine): Promise<Net> {
  const [discounted = line] = await discountedLines(call, subscription, [line]);
  return netOf(discounted);
}

/** The same with the discounts that the subscription's present period was billed with, whether it has them still or not. */
export async function netAsBilled(call: Call, { id }: Subscription, line: InvoiceLine): Promise<Net> {
  const { rows } = await call.tx.query<{ discount: string }>(
    `select off ->> 'discount' as discount
     from (select line from objects, jsonb_array_elements(doc #> '{lines,data}') line
           where type = 'invoice' and doc #>> '{parent,subscription_details,subscription}' = $1 and doc ->> 'status' = 'paid'
             and line #>> '{parent,subscription_item_details,proration}' = 'false' and (line #>> '{period,end}')::bigint = $2
           order by (doc ->> 'created')::bigint desc limit 1) billed, jsonb_array_elements(line -> 'discount_amounts') off`,
    [id, line.period.end],
  );
  let billed = line;
  for (const { discount } of rows) [billed = line] = takeOff([billed], await appliedOf(call, discount));
  return netOf(billed);
}

export interface Net {
  amount: number;
  discounts: string[];
}

function netOf({ amount, discount_amounts }: InvoiceLine): Net {
  const offs = discount_amounts ?? [];
  return {
    amount: offs.reduce((left, off) => left - off.amount, amount),
    discounts: offs.map(({ discount }) => String(discount)),
  };
}

/** Once is for the first invoice that it takes something off, unless that came to nothing. */
async function isGood(call: Call, { discount, coupon }: Applied): Promise<boolean> {
  if (coupon.duration !== 'once') return discount.end === null || call.now < discount.end;
  const { rows } = await call.tx.query(
    `select from objects where type = 'invoice' and doc #>> '{parent,subscription_details,subscription}' = $1
       and doc -> 'discounts' ? $2 and doc ->> 'status' not in ('void', 'uncollectible') limit 1`,
    [discount.subscription, discount.id],
  );
  return rows.length === 0;
}

function takeOff(lines: InvoiceLine[], { discount: { id: discount }, coupon }: Applied): InvoiceLine[] {
  const offs = takenOff(lines.map(open), coupon);
  return lines.map((line, index) => {
    const amount = offs[index] ?? 0;
    if (amount === 0) return line;
    return {
      ...line,
      discount_amounts: [...(line.discount_amounts ?? []), { amount, discount }],
      pretax_credit_amounts: [...(line.pretax_credit_amounts ?? []), { amount, discount, type: 'discount' }],
    };
  });
}

/** What of a line a discount can still take something off. */
function open({ amount, discountable, discount_amounts }: InvoiceLine): number {
  const off = (discount_amounts ?? []).reduce((sum, each) => sum + each.amount, 0);
  return discountable ? Math.max(amount - off, 0) : 0;
}

/** A period begins: what was to be taken off for so many months only is over. Stores nothing of the subscription. */
export async function withoutEnded(call: Call, subscription: Subscription): Promise<Subscription> {
  const applied = await discountsOf(call, subscription);
  const ended = applied.filter(({ discount: { end } }) => end !== null && end <= call.now);
  return ended.length === 0
    ? subscription
    : withoutDiscounts(
        call,
        subscription,
        ended.map(({ discount }) => discount.id),
      );
}

/** An invoice is paid: what was to be taken off once is off. */
export async function withoutUsed(
  call: Call,
  before: Subscription,
  { discounts }: Invoice,
): Promise<Subscription> {
  const had = (await discountsOf(call, before)).filter(({ discount: { id } }) => discounts.includes(id));
  const used = had.filter(({ coupon }) => coupon.duration === 'once').map(({ discount }) => discount.id);
  if (used.length === 0) return before;
  const subscription = await save(call, await withoutDiscounts(call, before, used));
  await emit(call, 'customer.subscription.updated', subscription, before);
  return subscription;
}
