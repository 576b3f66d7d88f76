import type Stripe from 'stripe';
import { newId, randomText } from '../ids.js';

type GivenCoupon = Partial<Stripe.Coupon> & { created: number };

/** A complete coupon: a share (`percent_off`) or an amount in minor units (`amount_off`, with `currency`). */
export function buildCoupon(given: GivenCoupon): Stripe.Coupon {
  return {
    id: randomText(8),
    object: 'coupon',
    amount_off: null,
    currency: null,
    duration: 'once',
    duration_in_months: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: null,
    percent_off: null,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
    ...given,
  };
}

type GivenCode = Partial<Stripe.PromotionCode> & {
  created: number;
  promotion: Stripe.PromotionCode.Promotion;
};

/** A complete code that customers type in for a coupon. */
export function buildPromotionCode(given: GivenCode): Stripe.PromotionCode {
  return {
    id: newId('promo', 24),
    object: 'promotion_code',
    active: true,
    code: randomText(8).toUpperCase(),
    customer: null,
    customer_account: null,
    expires_at: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
    ...given,
  };
}
