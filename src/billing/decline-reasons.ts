/** What happened, and what the customer can do about it. Both are whole sentences for the customer. */
export interface DeclineReason {
  reason: string;
  advice: string;
}

const OTHER_CARD = 'Please use another card, or ask your bank.';
const ASK_BANK = 'Your bank does not tell us why. Please ask it, or use another card.';

const generic: DeclineReason = { reason: 'Your bank declined the payment.', advice: ASK_BANK };
const funds: DeclineReason = {
  reason: 'There is not enough money on the card.',
  advice: 'Please use another card, or try again once there is.',
};
const limit: DeclineReason = {
  reason: 'The payment is above the limit of the card.',
  advice: 'Please use another card, or ask your bank to raise the limit.',
};
const number: DeclineReason = {
  reason: 'The card number is wrong.',
  advice: 'Please check the number and try again.',
};
const cvc: DeclineReason = {
  reason: 'The security code of the card is wrong.',
  advice: 'Please check the three or four digits on the card and try again.',
};
const expiry: DeclineReason = {
  reason: 'The expiry date of the card is wrong.',
  advice: 'Please check the month and year on the card and try again.',
};
const address: DeclineReason = {
  reason: 'The address or postcode does not match the card.',
  advice: 'Please enter them as your bank knows them and try again.',
};
const authentication: DeclineReason = {
  reason: 'Your bank wants you to confirm the payment, and it was not confirmed.',
  advice: 'Please try again and confirm it in your bank’s app or page.',
};
const unsupported: DeclineReason = {
  reason: 'The card cannot be used for this payment.',
  advice: OTHER_CARD,
};
const temporary: DeclineReason = {
  reason: 'The payment could not be processed.',
  advice: 'Please try again in a few minutes, or use another card.',
};

/**
 * Decline codes and failure codes of Stripe. Codes that a customer must not be told (lost, stolen, fraud) have
 * the generic text, as Stripe asks.
 */
const REASONS: Readonly<Record<string, DeclineReason>> = {
  approve_with_id: temporary,
  authentication_required: authentication,
  card_not_supported: unsupported,
  card_velocity_exceeded: limit,
  currency_not_supported: { reason: 'The card cannot pay in this currency.', advice: OTHER_CARD },
  duplicate_transaction: {
    reason: 'A payment of the same amount was made just before.',
    advice: 'Please look at your payments first; it may have gone through already.',
  },
  expired_card: { reason: 'The card has expired.', advice: 'Please use another card.' },
  incorrect_address: address,
  incorrect_cvc: cvc,
  incorrect_number: number,
  incorrect_pin: { reason: 'The PIN is wrong.', advice: 'Please try again.' },
  incorrect_zip: address,
  insufficient_funds: funds,
  invalid_amount: limit,
  invalid_cvc: cvc,
  invalid_expiry_month: expiry,
  invalid_expiry_year: expiry,
  invalid_number: number,
  issuer_not_available: {
    reason: 'Your bank could not be reached.',
    advice: 'Please try again in a few minutes.',
  },
  not_permitted: unsupported,
  payment_intent_authentication_failure: authentication,
  processing_error: temporary,
  reenter_transaction: temporary,
  testmode_decline: { reason: 'This is a test card.', advice: 'Please use a real card.' },
  transaction_not_allowed: unsupported,
  try_again_later: temporary,
  withdrawal_count_limit_exceeded: limit,
};

/**
 * Plain language for a failed payment: the decline code says more than the failure code, so it goes first.
 * Codes may be null; an unknown one gets the generic text.
 */
export function declineReason(...codes: readonly (string | null | undefined)[]): DeclineReason {
  for (const code of codes) {
    const known = code ? REASONS[code] : undefined;
    if (known) return known;
  }
  return generic;
}
