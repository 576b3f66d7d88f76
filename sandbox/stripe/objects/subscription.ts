import type Stripe from 'stripe';
import { newId } from '../ids.js';
import { buildSubscriptionItem, type SubscriptionItem } from './subscription-item.js';
import type { Price } from './types.js';

/** On the wire an item's price and plan have decimals as text. */
export type Subscription = Omit<Stripe.Subscription, 'items'> & {
  items: Omit<Stripe.ApiList<Stripe.SubscriptionItem>, 'data'> & { data: SubscriptionItem[] };
};

type Given = Partial<Omit<Subscription, 'items'>> & {
  created: number;
  customer: string;
  price: Price;
  /** End of the period that begins with `created`, in Unix seconds. */
  current_period_end: number;
  quantity?: number;
};

type Plain = Omit<
  Subscription,
  'id' | 'object' | 'billing_cycle_anchor' | 'created' | 'currency' | 'customer' | 'items' | 'start_date'
>;

const PLAIN: Plain = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: 'charge_automatically',
  customer_account: null,
  days_until_due: null,
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: { enabled: false },
  metadata: {},
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: 'off',
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  status: 'active',
  test_clock: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } },
  trial_start: null,
};

/** A complete subscription to one price, active unless told otherwise. Times in Unix seconds. */
export function buildSubscription({
  price,
  current_period_end,
  quantity = 1,
  ...given
}: Given): Subscription {
  const id = given.id ?? newId('sub', 24);
  const item = buildSubscriptionItem({
    created: given.created,
    current_period_end,
    price,
    quantity,
    subscription: id,
  });
  return {
    object: 'subscription',
    billing_cycle_anchor: given.created,
    currency: price.currency,
    items: {
      object: 'list',
      data: [item],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    start_date: given.created,
    ...structuredClone(PLAIN),
    ...given,
    id,
  };
}
