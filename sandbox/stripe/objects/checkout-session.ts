import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Price } from './types.js';

type Given = Partial<Stripe.Checkout.Session> & {
  amount_total: number | null;
  created: number;
  currency: string | null;
  expires_at: number;
};

type Fresh = Omit<
  Stripe.Checkout.Session,
  'id' | 'object' | 'amount_subtotal' | 'amount_total' | 'created' | 'currency' | 'expires_at'
>;

const OFF = { automatic: { enabled: false, liability: null, provider: null, status: null } } as const;

const FRESH: Fresh = {
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  automatic_tax: OFF.automatic,
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer: null,
  customer_account: null,
  customer_creation: null,
  customer_details: null,
  customer_email: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  locale: null,
  managed_payments: { enabled: false },
  metadata: {},
  mode: 'payment',
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ['card'],
  payment_status: 'unpaid',
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: 'open',
  submit_type: null,
  subscription: null,
  success_url: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: 'hosted_page',
  url: null,
  wallet_options: null,
};

/** A complete Checkout session, open unless told otherwise. `amount_total` in minor units; null where it only saves a card. */
export function buildCheckoutSession(given: Given): Stripe.Checkout.Session {
  return {
    id: newId('cs_test', 58),
    object: 'checkout.session',
    amount_subtotal: given.amount_total,
    ...FRESH,
    ...given,
  };
}

/** A line on the wire: its price still has decimals as text. */
export type LineItem = Omit<Stripe.LineItem, 'price'> & { price: Price };

export function buildLineItem(price: Price, description: string, quantity: number): LineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: newId('li', 24),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  };
}
