import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Subscription } from './subscription.js';

export type Schedule = Stripe.SubscriptionSchedule;

type Given = Partial<Schedule> & {
  created: number;
  customer: string;
  phases: Stripe.SubscriptionSchedule.Phase[];
};

const SETTINGS: Stripe.SubscriptionSchedule.DefaultSettings = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: 'automatic',
  billing_thresholds: null,
  collection_method: 'charge_automatically',
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  on_behalf_of: null,
  transfer_data: null,
};

/** A complete schedule, active unless told otherwise. Times in Unix seconds. */
export function buildSchedule(given: Given): Schedule {
  return {
    id: newId('sub_sched', 24),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    current_phase: null,
    customer_account: null,
    default_settings: SETTINGS,
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: null,
    test_clock: null,
    ...given,
  };
}

type GivenPhase = {
  price: string;
  quantity: number;
  start_date: number;
  end_date: number;
  currency: string;
} & Partial<Stripe.SubscriptionSchedule.Phase>;

/** A phase in which the subscription is to one price. */
export function buildPhase({ price, quantity, ...given }: GivenPhase): Stripe.SubscriptionSchedule.Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    invoice_settings: null,
    items: [
      { billing_thresholds: null, discounts: [], metadata: {}, plan: price, price, quantity, tax_rates: [] },
    ],
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    transfer_data: null,
    trial_end: null,
    ...given,
  };
}

/** The phase that a subscription is in by itself: its present plan for its present period. */
export function presentPhase({
  currency,
  discounts: had,
  items,
}: Subscription): Stripe.SubscriptionSchedule.Phase {
  const [item] = items.data;
  if (!item) throw new Error('a subscription without an item has no phase');
  const { current_period_end: end_date, current_period_start: start_date, price, quantity = 1 } = item;
  const discounts = had.map((discount) => ({ coupon: null, discount, promotion_code: null }));
  return buildPhase({ price: price.id, quantity, start_date, end_date, currency, discounts });
}
