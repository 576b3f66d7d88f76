import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { countRedemption, discountOf, requireCurrency } from '../coupons.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { buildDiscount } from '../objects/discount.js';
import type { Subscription } from '../objects/subscription.js';
import { insert, load } from '../store.js';

/** What is to be taken off: a discount that a subscription has, or a new use of a coupon or a code. */
export interface DiscountRef {
  coupon?: string | null | undefined;
  discount?: string | null | undefined;
  promotion_code?: string | null | undefined;
}

/** A discount, and the coupon as it was when it began: that may be deleted since. */
export interface Applied {
  discount: Stripe.Discount;
  coupon: Stripe.Coupon;
}

/** What would be taken off a subscription that had these. Stores nothing, so that a preview can ask the same. */
export async function foreseeDiscounts(
  call: Call,
  subscription: Subscription,
  refs: readonly DiscountRef[],
): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const { discount, coupon, promotion_code } of refs) {
    if (discount) applied.push(await ownDiscount(call, subscription, discount));
    else {
      const given = { coupon: coupon ?? undefined, promotion_code: promotion_code ?? undefined };
      applied.push(await newDiscount(call, subscription, given));
    }
  }
  return applied;
}

/** The subscription with these in place of the discounts that it has: nothing of it is stored but new discounts. */
export async function withDiscounts(
  call: Call,
  before: Subscription,
  refs: readonly DiscountRef[],
): Promise<Subscription> {
  const applied = await foreseeDiscounts(call, before, refs);
  for (const { discount, coupon } of applied) {
    if (before.discounts.includes(discount.id)) continue;
    const code = discount.promotion_code && String(discount.promotion_code);
    await countRedemption(call, { coupon: coupon.id, code });
    await insert(call, discount, { coupon });
    await emit(call, 'customer.discount.created', discount);
  }
  const discounts = applied.map(({ discount }) => discount.id);
  await tellGone(
    call,
    before.discounts.filter((id) => !discounts.includes(String(id))),
  );
  return { ...before, discounts };
}

/** The subscription without some of its discounts. */
export async function withoutDiscounts(
  call: Call,
  before: Subscription,
  gone: readonly string[],
): Promise<Subscription> {
  await tellGone(call, gone);
  return { ...before, discounts: before.discounts.filter((id) => !gone.includes(String(id))) };
}

async function tellGone(call: Call, ids: readonly Subscription['discounts'][number][]): Promise<void> {
  for (const id of ids)
    await emit(call, 'customer.discount.deleted', await load(call, 'discount', String(id)));
}

async function ownDiscount(call: Call, { discounts }: Subscription, id: string): Promise<Applied> {
  if (!discounts.includes(id))
    throw invalidRequest(`No such discount: '${id}'`, { code: 'resource_missing' });
  return appliedOf(call, id);
}

async function newDiscount(
  call: Call,
  { currency, customer, id }: Subscription,
  given: { coupon: string | undefined; promotion_code: string | undefined },
): Promise<Applied> {
  const { coupon, code } = await discountOf(call, given);
  requireCurrency(coupon, currency);
  const discount = buildDiscount({
    coupon,
    customer,
    promotion_code: code?.id ?? null,
    start: call.now,
    subscription: id,
  });
  return { discount, coupon };
}

/** A discount that is stored, with its coupon. */
export async function appliedOf(call: Call, id: string): Promise<Applied> {
  const { rows } = await call.tx.query<Applied>(
    "select doc as discount, hidden -> 'coupon' as coupon from objects where id = $1 and type = 'discount'",
    [id],
  );
  if (!rows[0]) throw new Error(`there is no discount ${id}`);
  return rows[0];
}
