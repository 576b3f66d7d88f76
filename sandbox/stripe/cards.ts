import { createHash } from 'node:crypto';

/** How an issuer answers. The codes are those that Stripe documents for its test cards. */
export interface Decline {
  code: string;
  declineCode: string;
  message: string;
}

export interface TestCard {
  number: string;
  /** The name in `pm_card_<name>` and `tok_<name>`. */
  name: string;
  brand: 'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'visa';
  funding: 'credit' | 'debit' | 'prepaid';
  country: string;
  declines?: Decline;
  /** Refused already when it is attached to a customer, as most declining test cards are. */
  attaches: boolean;
  /** When the bank asks its holder: for every payment, until it was saved for later, only while he is there. */
  authentication: 'none' | 'required' | 'unless set up' | 'on session';
  refund: 'succeeds' | 'succeeds later' | 'fails later';
  /** The bank opens a dispute with this reason as soon as it is paid. */
  disputes?: string;
  /** The bank only asks at first. */
  inquiry?: boolean;
}

const DECLINED = 'Your card was declined.';

function decline(code: string, declineCode: string, message = DECLINED): Decline {
  return { code, declineCode, message };
}

function card(number: string, name: string, traits: Partial<TestCard> = {}): TestCard {
  const plain = {
    brand: 'visa',
    funding: 'credit',
    country: 'US',
    authentication: 'none',
    refund: 'succeeds',
  } as const;
  return { ...plain, attaches: !traits.declines, ...traits, number, name };
}

/** Stripe's documented test cards: https://docs.stripe.com/testing */
const TEST_CARDS: readonly TestCard[] = [
  card('4242424242424242', 'visa'),
  card('4000056655665556', 'visa_debit', { funding: 'debit' }),
  card('5555555555554444', 'mastercard', { brand: 'mastercard' }),
  card('5200828282828210', 'mastercard_debit', { brand: 'mastercard', funding: 'debit' }),
  card('5105105105105100', 'mastercard_prepaid', { brand: 'mastercard', funding: 'prepaid' }),
  card('378282246310005', 'amex', { brand: 'amex' }),
  card('6011111111111117', 'discover', { brand: 'discover' }),
  card('3056930009020004', 'diners', { brand: 'diners' }),
  card('3566002020360505', 'jcb', { brand: 'jcb' }),
  card('6200000000000005', 'unionpay', { brand: 'unionpay' }),
  card('4000002760000016', 'de', { country: 'DE' }),
  card('4000008260000000', 'gb', { country: 'GB' }),
  card('4000002500000003', 'fr', { country: 'FR' }),
  card('4000000000000002', 'visa_chargeDeclined', { declines: decline('card_declined', 'generic_decline') }),
  card('4000000000009995', 'visa_chargeDeclinedInsufficientFunds', {
    declines: decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
  }),
  card('4000000000009987', 'visa_chargeDeclinedLostCard', {
    declines: decline('card_declined', 'lost_card'),
  }),
  card('4000000000009979', 'visa_chargeDeclinedStolenCard', {
    declines: decline('card_declined', 'stolen_card'),
  }),
  card('4000000000000069', 'chargeDeclinedExpiredCard', {
    declines: decline('expired_card', 'expired_card', 'Your card has expired.'),
  }),
  card('4000000000000127', 'chargeDeclinedIncorrectCvc', {
    declines: decline('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect."),
  }),
  card('4000000000000119', 'chargeDeclinedProcessingError', {
    declines: decline(
      'processing_error',
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  }),
  card('4242424242424241', 'incorrectNumber', {
    declines: decline('incorrect_number', 'incorrect_number', 'Your card number is incorrect.'),
  }),
  card('4000000000006975', 'visa_chargeDeclinedVelocityLimitExceeded', {
    declines: decline(
      'card_declined',
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    ),
  }),
  card('4100000000000019', 'visa_chargeDeclinedFraudulent', {
    declines: decline('card_declined', 'fraudulent'),
  }),
  card('4000000000000341', 'chargeCustomerFail', {
    declines: decline('card_declined', 'generic_decline'),
    attaches: true,
  }),
  card('4000002760003184', 'authenticationRequired', { authentication: 'required' }),
  card('4000002500003155', 'authenticationRequiredOnSetup', { authentication: 'unless set up' }),
  card('4000003800000446', 'authenticationRequiredSetupForOffSession', { authentication: 'on session' }),
  card('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', {
    authentication: 'unless set up',
    declines: decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
    attaches: true,
  }),
  card('4000000000003220', 'threeDSecure2Required', { authentication: 'required' }),
  card('4000008400001629', 'threeDSecureRequiredChargeDeclined', {
    authentication: 'required',
    declines: decline('card_declined', 'generic_decline'),
    attaches: true,
  }),
  card('4000000000007726', 'pendingRefund', { refund: 'succeeds later' }),
  card('4000000000005126', 'refundFail', { refund: 'fails later' }),
  card('4000000000000259', 'createDispute', { disputes: 'fraudulent' }),
  card('4000000000001976', 'createDisputeInquiry', { disputes: 'fraudulent', inquiry: true }),
  card('4000000000002685', 'createDisputeProductNotReceived', { disputes: 'product_not_received' }),
];

const BY_NUMBER = new Map(TEST_CARDS.map((each) => [each.number, each]));
const BY_NAME = new Map(TEST_CARDS.map((each) => [each.name, each]));
/** Where Stripe documents the same card under a second name. */
const ALIASES: Record<string, string> = {
  chargeDeclined: 'visa_chargeDeclined',
  chargeDeclinedInsufficientFunds: 'visa_chargeDeclinedInsufficientFunds',
  chargeDeclinedLostCard: 'visa_chargeDeclinedLostCard',
  chargeDeclinedStolenCard: 'visa_chargeDeclinedStolenCard',
  chargeDeclinedFraudulent: 'visa_chargeDeclinedFraudulent',
  chargeDeclinedVelocityLimitExceeded: 'visa_chargeDeclinedVelocityLimitExceeded',
};

/** Finds a documented card by its number, in any spacing. */
export function cardByNumber(number: string): TestCard | undefined {
  return BY_NUMBER.get(number.replaceAll(/[\s-]/g, ''));
}

/** Finds the card behind `pm_card_visa` or `tok_visa`. */
export function cardByTestId(id: string): TestCard | undefined {
  const name = /^(?:pm_card_|tok_)(\w+)$/.exec(id)?.[1];
  return name === undefined ? undefined : BY_NAME.get(ALIASES[name] ?? name);
}

/** The same for every payment method made from one card number, as at Stripe. */
export function fingerprintOf(number: string): string {
  return createHash('sha256').update(number).digest('base64url').replaceAll(/[-_]/g, 'x').slice(0, 16);
}
