import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Price } from './types.js';

type Plan = Omit<Stripe.Plan, 'amount_decimal'> & { amount_decimal: string | null };

/** On the wire decimals are text. */
export type SubscriptionItem = Omit<Stripe.SubscriptionItem, 'plan' | 'price'> & { plan: Plan; price: Price };

type Given = Partial<SubscriptionItem> & {
  created: number;
  current_period_end: number;
  price: Price;
  subscription: string;
};

/** A complete item of a recurring price, of one unit unless told otherwise. Times in Unix seconds. */
export function buildSubscriptionItem(given: Given): SubscriptionItem {
  return {
    id: newId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    current_period_start: given.created,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(given.price),
    quantity: 1,
    tax_rates: [],
    ...given,
  };
}

/** The same price in the older form that Stripe still sends beside it. */
export function planOf(price: Price): Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: price.livemode,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
