import type Stripe from 'stripe';
import { addMonths } from '../../clock.js';
import { newId } from '../ids.js';

type Given = Pick<Stripe.Discount, 'customer' | 'promotion_code' | 'start' | 'subscription'> & {
  coupon: Stripe.Coupon;
};

/** A coupon in use by a subscription from `start` on, in Unix seconds; one that is repeated has its end. */
export function buildDiscount({ coupon, ...given }: Given): Stripe.Discount {
  const { duration, duration_in_months: months } = coupon;
  const ends = duration === 'repeating' && months ? addMonths(new Date(given.start * 1000), months) : null;
  return {
    id: newId('di', 24),
    object: 'discount',
    checkout_session: null,
    customer_account: null,
    end: ends && Math.floor(ends.getTime() / 1000),
    invoice: null,
    invoice_item: null,
    source: { coupon: coupon.id, type: 'coupon' },
    subscription_item: null,
    ...given,
  };
}
