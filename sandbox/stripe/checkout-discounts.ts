import type Stripe from 'stripe';
import type { Call } from './call.js';
import {
  countRedemption,
  type Discount,
  discountOf,
  requireCurrency,
  takenOff,
  takesOff,
} from './coupons.js';
import type { LineItem } from './objects/checkout-session.js';
import type { SessionPlan } from './session-plan.js';
import { save, saveHidden } from './store.js';

type Session = Stripe.Checkout.Session;

/** The discount that a typed code stands for; null where there is none, or it is another currency's or customer's. */
async function discountByCode(
  call: Call,
  { currency, customer }: Session,
  typed: string,
): Promise<Discount | null> {
  const { rows } = await call.tx.query<{ id: string }>(
    "select id from objects where type = 'promotion_code' and upper(doc ->> 'code') = upper($1) and (doc ->> 'active')::boolean",
    [typed.trim()],
  );
  const discount = rows[0] && (await discountOf(call, { promotion_code: rows[0].id }).catch(() => null));
  if (!discount || !takesOff(discount.coupon, String(currency))) return null;
  return discount.code?.customer && discount.code.customer !== customer ? null : discount;
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

/** What a session says of its price: a trial comes first and costs nothing, whatever is taken off what follows it. */
export function sells(items: LineItem[], discount: Discount | null, trial_end: number | null) {
  const price = priceOf(items, discount);
  const currency = items[0]?.currency ?? 'usd';
  return trial_end === null
    ? { ...price, currency }
    : { amount_total: 0, currency, discounts: price.discounts };
}

/** The price, and what was taken off it. */
function priceOf(items: LineItem[], discount: Discount | null) {
  const sum = (field: 'amount_discount' | 'amount_subtotal' | 'amount_total') =>
    items.reduce((total, item) => total + item[field], 0);
  return {
    amount_subtotal: sum('amount_subtotal'),
    amount_total: sum('amount_total'),
    discounts: discount ? [{ coupon: discount.coupon.id, promotion_code: discount.code?.id ?? null }] : [],
    total_details: { amount_discount: sum('amount_discount'), amount_shipping: 0, amount_tax: 0 },
  };
}

/**
 * Whether the page of an open session asks for a code: once, and before the first attempt to pay, whose intent has its
 * amount from then on.
 */
export function asksForCode(session: Session, { subscription_intent }: SessionPlan): boolean {
  const { allow_promotion_codes, discounts, mode, payment_intent, status } = session;
  const isTried = payment_intent ?? subscription_intent;
  return (
    Boolean(allow_promotion_codes) && status === 'open' && mode !== 'setup' && !isTried && !discounts?.length
  );
}

/** The payer typed a code. Answers whether the page asks for one and there is such a one. */
export async function redeemOnPage(
  call: Call,
  session: Session,
  plan: SessionPlan,
  typed: string,
): Promise<boolean> {
  const discount = asksForCode(session, plan) ? await discountByCode(call, session, typed) : null;
  if (!discount) return false;
  const items = takeOff(plan.items, discount);
  await saveHidden(call, session.id, { items });
  await save(call, { ...session, ...sells(items, discount, plan.subscription?.trial_end ?? null) });
  return true;
}

/** A payment's session with a discount is complete. That of a plan is counted with its subscription. */
export async function countRedemptions(call: Call, { discounts, mode }: Session): Promise<void> {
  if (mode === 'subscription') return;
  for (const { coupon, promotion_code } of discounts ?? [])
    await countRedemption(call, { coupon: String(coupon), code: promotion_code && String(promotion_code) });
}
