/** What happened, and what the customer can do about it. Both are whole sentences for the customer. */
export interface DeclineReason {
  reason: string;
  advice: string;
}

const OTHER_CARD = 'Please use another card, or ask your bank.';
const ASK_BANK = 'We are not told why. Please ask your bank, or use another card.';
const ONLINE_ONLY = 'A web page cannot take a PIN: please use another card.';

interface Told extends DeclineReason {
  /** The reason to an operator, where the customer's speaks to him. */
  to_operators?: string;
  /** Stripe's decline codes, failure codes and outcome reasons that mean this. */
  codes: readonly string[];
}

/** Also for what a customer must not be told, as Stripe asks: lost, stolen, blocked, suspected of fraud. */
const generic: Told = {
  reason: 'Your bank declined the payment.',
  to_operators: 'The bank declined the payment.',
  advice: ASK_BANK,
  codes: [
    ...['fraudulent', 'lost_card', 'merchant_blacklist', 'pickup_card', 'restricted_card', 'stolen_card'],
    ...['elevated_risk_level', 'highest_risk_level', 'rule', 'security_violation'],
    ...['call_issuer', 'card_declined', 'do_not_honor', 'do_not_try_again', 'generic_decline'],
    ...['no_action_taken', 'payment_method_provider_decline', 'refer_to_customer'],
  ],
};

/** https://docs.stripe.com/declines/codes, and those of https://docs.stripe.com/error-codes that a payment can end with. */
const TOLD: readonly Told[] = [
  generic,
  {
    reason: 'There is not enough money on the card.',
    advice: 'Please use another card, or try again once there is.',
    codes: ['insufficient_funds'],
  },
  {
    reason: 'The payment is above the limit of the card.',
    advice: 'Please use another card, or ask your bank to raise the limit.',
    codes: [
      ...['amount_too_large', 'card_velocity_exceeded', 'charge_exceeds_source_limit'],
      ...['charge_exceeds_transaction_limit', 'invalid_amount', 'withdrawal_count_limit_exceeded'],
    ],
  },
  {
    reason: 'The card was tried too often.',
    advice: 'Please use another card, or try this one again tomorrow.',
    codes: ['card_decline_rate_limit_exceeded', 'payment_intent_rate_limit_exceeded'],
  },
  {
    reason: 'The card number is wrong.',
    advice: 'Please check the number and try again.',
    codes: ['incorrect_number', 'invalid_number'],
  },
  {
    reason: 'The security code of the card is wrong.',
    advice: 'Please check the three or four digits on the card and try again.',
    codes: ['incorrect_cvc', 'invalid_cvc'],
  },
  {
    reason: 'The expiry date of the card is wrong.',
    advice: 'Please check the month and year on the card and try again.',
    codes: ['invalid_expiry_month', 'invalid_expiry_year'],
  },
  {
    reason: 'The card has expired.',
    advice: 'Please use another card.',
    codes: ['expired_card', 'expired_payment_method'],
  },
  {
    reason: 'Your bank has given you a new card in place of this one.',
    to_operators: 'The bank has given the customer a new card in place of this one.',
    advice: 'Please use the new card, or another one.',
    codes: ['new_account_information_available'],
  },
  {
    reason: 'The card or its account is no longer valid.',
    advice: OTHER_CARD,
    codes: ['account_closed', 'invalid_account', 'no_account', 'payment_method_unactivated'],
  },
  {
    reason: 'The address or postcode does not match the card.',
    advice: 'Please enter them as your bank knows them and try again.',
    codes: ['incorrect_address', 'incorrect_postal_code', 'incorrect_zip', 'postal_code_invalid'],
  },
  {
    reason: 'The PIN is wrong.',
    advice: ONLINE_ONLY,
    codes: ['incorrect_pin', 'invalid_pin'],
  },
  {
    reason: 'The PIN was entered wrong too often.',
    advice: OTHER_CARD,
    codes: ['pin_try_exceeded'],
  },
  {
    reason: 'The card wants its PIN.',
    advice: ONLINE_ONLY,
    codes: ['offline_pin_required', 'online_or_offline_pin_required'],
  },
  {
    reason: 'Your bank wants you to confirm the payment, and it was not confirmed.',
    to_operators: 'The bank wants the customer to confirm the payment, and it was not confirmed.',
    advice: 'Please try again and confirm it in your bank’s app or page.',
    codes: [
      ...['authentication_failure', 'authentication_not_handled', 'authentication_required'],
      ...['invoice_payment_intent_requires_action', 'mobile_device_authentication_required'],
      ...['payment_intent_action_required', 'payment_intent_authentication_failure'],
      ...['payment_intent_payment_attempt_expired', 'setup_intent_authentication_failure'],
    ],
  },
  {
    reason: 'You turned the payment down.',
    to_operators: 'The customer turned the payment down.',
    advice: 'Please try again if you want it after all.',
    codes: ['payment_method_customer_decline'],
  },
  {
    reason: 'The permission to charge this card or account was taken back.',
    advice: 'Please use another card, or ask your bank to allow these payments again.',
    codes: [
      ...[
        'debit_not_authorized',
        'india_recurring_payment_mandate_canceled',
        'payment_intent_mandate_invalid',
      ],
      ...['revocation_of_all_authorizations', 'revocation_of_authorization', 'stop_payment_order'],
    ],
  },
  {
    reason: 'The card cannot pay in this currency.',
    advice: OTHER_CARD,
    codes: ['currency_not_supported', 'payment_method_currency_mismatch'],
  },
  {
    reason: 'The card cannot be used for this payment.',
    advice: OTHER_CARD,
    codes: [
      ...['card_not_supported', 'invalid_card_type', 'not_permitted', 'payment_method_not_available'],
      ...['payment_method_restricted', 'service_not_allowed', 'transaction_not_allowed'],
    ],
  },
  {
    reason: 'A payment of the same amount was made just before.',
    advice: 'Please look at your payments first; it may have gone through already.',
    codes: ['duplicate_transaction'],
  },
  {
    reason: 'Your bank could not be reached.',
    to_operators: 'The bank could not be reached.',
    advice: 'Please try again in a few minutes.',
    codes: ['issuer_not_available', 'payment_method_provider_timeout'],
  },
  {
    reason: 'The payment could not be processed.',
    advice: 'Please try again in a few minutes, or use another card.',
    codes: [
      ...['approve_with_id', 'payment_intent_payment_attempt_failed', 'processing_error'],
      ...['reenter_transaction', 'try_again_later'],
    ],
  },
  {
    reason: 'This is a test card.',
    advice: 'Please use a real card.',
    codes: ['testmode_decline'],
  },
];

const REASONS: ReadonlyMap<string, Told> = new Map(
  TOLD.flatMap((told) => told.codes.map((code) => [code, told] as const)),
);

/** Codes that say no more than that it failed: the next one may say more. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['card_declined', 'generic_decline']);

type Codes = readonly (string | null | undefined)[];

export function isKnownDecline(code: string): boolean {
  return REASONS.has(code);
}

/**
 * Plain language for a failed payment: the decline code says more than the failure code, so it goes first.
 * Codes may be null; an unknown one gets the generic text.
 */
export function declineReason(...codes: Codes): DeclineReason {
  const { reason, advice } = told(codes);
  return { reason, advice };
}

/** The same reason as one sentence about the customer. */
export function declineToOperators(...codes: Codes): string {
  const { reason, to_operators } = told(codes);
  return to_operators ?? reason;
}

function told(codes: Codes): Told {
  const code = codes.find((each) => each && REASONS.has(each) && !SAYS_NOTHING.has(each));
  return (code && REASONS.get(code)) || generic;
}
