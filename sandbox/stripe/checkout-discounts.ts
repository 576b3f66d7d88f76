import type Stripe from 'stripe';
import type { Call } from './call.js';
import { emit } from './emit.js';
import { invalidRequest } from './errors.js';
import type { LineItem } from './objects/checkout-session.js';
import { load, lock, save, saveHidden } from './store.js';

type Session = Stripe.Checkout.Session;

/** What takes something off a session: a coupon, and the code that it was asked for with, if there was one. */
export interface Discount {
  coupon: Stripe.Coupon;
  code: Stripe.PromotionCode | null;
}

/** The discount that parameters name. Throws for one that can not be used (any more). */
export async function discountOf(
  call: Call,
  given: { coupon?: string | undefined; promotion_code?: string | undefined },
): Promise<Discount> {
  const param = 'discounts[0]';
  const code = given.promotion_code
    ? await load(call, 'promotion_code', given.promotion_code, `${param}[promotion_code]`)
    : null;
  const id = code ? String(code.promotion.coupon) : (given.coupon ?? '');
  const coupon = await load(call, 'coupon', id, `${param}[coupon]`);
  const isOld = (limit: number | null | undefined) => limit != null && limit <= call.now;
  if (!coupon.valid || isOld(coupon.redeem_by) || (code && (!code.active || isOld(code.expires_at))))
    throw invalidRequest('This coupon or promotion code is no longer valid.', {
      code: 'coupon_expired',
      param,
    });
  return { coupon, code };
}

/** The discount that a code typed on the page stands for; null where there is none. */
export async function discountByCode(call: Call, typed: string): Promise<Discount | null> {
  const { rows } = await call.tx.query<{ id: string }>(
    "select id from objects where type = 'promotion_code' and upper(doc ->> 'code') = upper($1) and (doc ->> 'active')::boolean",
    [typed.trim()],
  );
  return rows[0] ? discountOf(call, { promotion_code: rows[0].id }).catch(() => null) : null;
}

/** The lines with the discount taken off: of a share each bears its own, an amount is spent line by line. */
export function takeOff(items: LineItem[], { coupon }: Discount): LineItem[] {
  const { amount_off, currency, percent_off } = coupon;
  if (amount_off !== null && currency !== items[0]?.currency)
    throw invalidRequest(`This coupon takes off ${currency} only.`, { param: 'discounts[0]' });
  let left = amount_off ?? 0;
  return items.map((item) => {
    const off =
      percent_off === null
        ? Math.min(left, item.amount_subtotal)
        : Math.round((item.amount_subtotal * percent_off) / 100);
    left -= off;
    return { ...item, amount_discount: off, amount_total: item.amount_subtotal - off };
  });
}

/** What a session says of its price and of what was taken off it. */
export function priceOf(items: LineItem[], discount: Discount | null) {
  const sum = (field: 'amount_discount' | 'amount_subtotal' | 'amount_total') =>
    items.reduce((total, item) => total + item[field], 0);
  return {
    amount_subtotal: sum('amount_subtotal'),
    amount_total: sum('amount_total'),
    discounts: discount ? [{ coupon: discount.coupon.id, promotion_code: discount.code?.id ?? null }] : [],
    total_details: { amount_discount: sum('amount_discount'), amount_shipping: 0, amount_tax: 0 },
  };
}

/** The payer typed a code on the page of a session that takes codes. Answers whether there is such a one. */
export async function redeemOnPage(
  call: Call,
  session: Session,
  items: LineItem[],
  typed: string,
): Promise<boolean> {
  const discount = session.allow_promotion_codes ? await discountByCode(call, typed) : null;
  if (!discount) return false;
  const lines = takeOff(items, discount);
  await saveHidden(call, session.id, { items: lines });
  await save(call, { ...session, ...priceOf(lines, discount) });
  return true;
}

/** A session with a discount is complete: it counts against how often its coupon and code may be used. */
export async function countRedemption(call: Call, { discounts }: Session): Promise<void> {
  for (const { coupon, promotion_code } of discounts ?? []) {
    if (promotion_code) {
      const before = await lock(call, 'promotion_code', String(promotion_code));
      const times_redeemed = before.times_redeemed + 1;
      const active = before.active && times_redeemed < (before.max_redemptions ?? Number.POSITIVE_INFINITY);
      await save(call, { ...before, active, times_redeemed });
    }
    const before = await lock(call, 'coupon', String(coupon));
    const times_redeemed = before.times_redeemed + 1;
    const valid = times_redeemed < (before.max_redemptions ?? Number.POSITIVE_INFINITY);
    const after = await save(call, { ...before, times_redeemed, valid });
    await emit(call, 'coupon.updated', after, before);
  }
}
