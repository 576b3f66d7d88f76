import type Stripe from 'stripe';
import { fingerprintOf, type TestCard } from '../cards.js';
import { newId } from '../ids.js';

type Given = Partial<Stripe.PaymentMethod> & { created: number; card: Stripe.PaymentMethod.Card };

/** A complete payment method of type card. `created` in Unix seconds. */
export function buildPaymentMethod(given: Given): Stripe.PaymentMethod {
  return {
    id: newId('pm', 24),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: NO_BILLING_DETAILS,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
    ...given,
  };
}

export const NO_BILLING_DETAILS: Stripe.PaymentMethod.BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

/** What a payment method tells of a test card, which expires in December of `expYear`. */
export function cardDetails(card: TestCard, expYear: number): Stripe.PaymentMethod.Card {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    display_brand: card.brand,
    exp_month: 12,
    exp_year: expYear,
    fingerprint: fingerprintOf(card.number),
    funding: card.funding,
    generated_from: null,
    last4: card.number.slice(-4),
    networks: { available: [card.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}
