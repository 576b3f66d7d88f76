import type Stripe from 'stripe';
import type { Decline } from '../cards.js';
import { newId, randomText } from '../ids.js';

type Given = Partial<Stripe.Charge> & {
  amount: number;
  created: number;
  currency: string;
  /** The card that paid. A stored id goes into `payment_method`, the card's details into the charge. */
  card: Stripe.PaymentMethod.Card;
  /** Given for a charge that failed. */
  decline?: Decline;
  authenticated?: boolean;
};

type Plain = Omit<
  Stripe.Charge,
  | 'id'
  | 'object'
  | 'amount'
  | 'amount_captured'
  | 'created'
  | 'currency'
  | 'outcome'
  | 'payment_method_details'
>;

const PLAIN: Plain = {
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: {
    address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
    email: null,
    name: null,
    phone: null,
    tax_id: null,
  },
  calculated_statement_descriptor: 'QUICKSCALE',
  captured: true,
  customer: null,
  description: null,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  metadata: {},
  on_behalf_of: null,
  paid: true,
  payment_intent: null,
  payment_method: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: 'succeeded',
  transfer_data: null,
  transfer_group: null,
};

/** A complete charge by card: succeeded, or failed when `decline` is given. `amount` in minor units. */
export function buildCharge({ card, decline, authenticated = false, ...given }: Given): Stripe.Charge {
  return {
    id: newId('ch', 24),
    object: 'charge',
    amount_captured: decline ? 0 : given.amount,
    outcome: outcomeOf(decline),
    payment_method_details: { card: paidWith(card, given.amount, authenticated, decline), type: 'card' },
    ...PLAIN,
    ...(decline ? failed(decline) : {}),
    ...given,
  };
}

/** The charge of a try to pay an intent with a saved card: accepted, or declined where `decline` says how. */
export function chargeOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  given: Partial<Given> & Pick<Given, 'created'>,
): Stripe.Charge {
  if (!method.card) throw new Error(`payment method ${method.id} is no card`);
  const { amount, currency, customer, description, id: payment_intent, metadata } = intent;
  return buildCharge({
    amount,
    billing_details: method.billing_details,
    card: method.card,
    currency,
    customer,
    description,
    metadata,
    payment_intent,
    payment_method: method.id,
    ...given,
  });
}

function failed(decline: Decline): Partial<Stripe.Charge> {
  return {
    captured: false,
    failure_code: decline.code,
    failure_message: decline.message,
    paid: false,
    status: 'failed',
  };
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: decline ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: decline ? '05' : null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: decline
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  };
}

function paidWith(
  card: Stripe.PaymentMethod.Card,
  amount: number,
  authenticated: boolean,
  decline: Decline | undefined,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: decline ? null : amount,
    authorization_code: decline ? null : '831000',
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: authenticated ? '05' : null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: decline ? null : randomText(15).toUpperCase(),
    regulated_status: 'unregulated',
    three_d_secure: authenticated ? AUTHENTICATED : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const AUTHENTICATED: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: '8f3f7b1e-2d1c-4d43-9a55-6f2f8f0f5c11',
  version: '2.2.0',
};
