import type Stripe from 'stripe';
import type { Call } from './call.js';
import { emit } from './emit.js';
import { invalidRequest } from './errors.js';
import { load, lock, save } from './store.js';

/** What takes something off: a coupon, and the code that it was asked for with, if there was one. */
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

/** Whether a coupon takes something off prices of this currency: a share of any, an amount of its own. */
export function takesOff({ amount_off, currency }: Stripe.Coupon, asked: string): boolean {
  return amount_off === null || currency === asked;
}

/** Throws where a coupon takes off an amount of another currency. */
export function requireCurrency(coupon: Stripe.Coupon, asked: string): void {
  if (!takesOff(coupon, asked))
    throw invalidRequest(`This coupon takes off ${coupon.currency} only.`, { param: 'discounts[0]' });
}

/** What a coupon takes off each of several amounts: of a share each bears its own, an amount is spent one by one. Minor units. */
export function takenOff(
  amounts: readonly number[],
  { amount_off, percent_off }: Pick<Stripe.Coupon, 'amount_off' | 'percent_off'>,
): number[] {
  let left = amount_off ?? 0;
  return amounts.map((amount) => {
    const off = percent_off === null ? Math.min(left, amount) : Math.round((amount * percent_off) / 100);
    left -= off;
    return off;
  });
}

/** A use counts against how often a coupon, and the code that it was asked for with, may be used. */
export async function countRedemption(
  call: Call,
  { coupon, code }: { coupon: string; code: string | null },
): Promise<void> {
  if (code) {
    const before = await lock(call, 'promotion_code', code);
    const times_redeemed = before.times_redeemed + 1;
    const active = before.active && times_redeemed < (before.max_redemptions ?? Number.POSITIVE_INFINITY);
    await save(call, { ...before, active, times_redeemed });
  }
  const before = await lock(call, 'coupon', coupon);
  const times_redeemed = before.times_redeemed + 1;
  const valid = times_redeemed < (before.max_redemptions ?? Number.POSITIVE_INFINITY);
  const after = await save(call, { ...before, times_redeemed, valid });
  await emit(call, 'coupon.updated', after, before);
}
