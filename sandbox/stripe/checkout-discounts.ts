import type Stripe from 'stripe';
import type { Call } from './call.js';
import { countRedemption, type Discount, discountOf, requireCurrency, takenOff } from './coupons.js';
import type { LineItem } from './objects/checkout-session.js';
import { save, saveHidden } from './store.js';

type Session = Stripe.Checkout.Session;

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
  requireCurrency(coupon, String(items[0]?.currency));
  const offs = takenOff(
    items.map(({ amount_subtotal }) => amount_subtotal),
    coupon,
  );
  return items.map((item, index) => {
    const off = offs[index] ?? 0;
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

/** A payment's session with a discount is complete. That of a plan is counted with its subscription. */
export async function countRedemptions(call: Call, { discounts, mode }: Session): Promise<void> {
  if (mode === 'subscription') return;
  for (const { coupon, promotion_code } of discounts ?? [])
    await countRedemption(call, { coupon: String(coupon), code: promotion_code && String(promotion_code) });
}
