import { expect, test } from '@jest/globals';
import { declineReason, declineToOperators, isKnownDecline } from '../../src/billing/decline-reasons.js';

/** https://docs.stripe.com/declines/codes, as of November 2026. */
const DOCUMENTED = `
  authentication_not_handled authentication_required approve_with_id call_issuer card_not_supported
  card_velocity_exceeded currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card
  fraudulent generic_decline incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip
  insufficient_funds invalid_account invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number
  invalid_pin issuer_not_available lost_card merchant_blacklist mobile_device_authentication_required
  new_account_information_available no_action_taken not_permitted offline_pin_required online_or_offline_pin_required
  pickup_card pin_try_exceeded processing_error reenter_transaction restricted_card revocation_of_all_authorizations
  revocation_of_authorization security_violation service_not_allowed stolen_card stop_payment_order testmode_decline
  transaction_not_allowed try_again_later withdrawal_count_limit_exceeded`
  .trim()
  .split(/\s+/);

test('each decline code that Stripe documents is in the table, as sentences', () => {
  expect(DOCUMENTED.filter((code) => !isKnownDecline(code))).toEqual([]);
  for (const code of [...DOCUMENTED, 'never heard of it']) {
    const { reason, advice } = declineReason(code);
    expect(reason).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
    // They are read in one breath.
    expect(advice.split(' ').slice(0, 2)).not.toEqual(reason.split(' ').slice(0, 2));
    expect(declineToOperators(code)).toMatch(/^[A-Z].*\.$/);
    expect(declineToOperators(code)).not.toMatch(/\byou(r|rs)?\b/i);
  }
});

test('the decline code is preferred to the failure code, and what says nothing gives way', () => {
  expect(declineReason('insufficient_funds', 'card_declined').reason).toBe(
    'There is not enough money on the card.',
  );
  expect(declineReason(null, 'expired_card').reason).toBe('The card has expired.');
  expect(declineReason('generic_decline', 'expired_card').reason).toBe('The card has expired.');
});

test('a stolen or suspicious card is told nothing that helps a thief', () => {
  const generic = declineReason(null);
  const secret = ['lost_card', 'stolen_card', 'fraudulent', 'pickup_card', 'restricted_card'];
  for (const code of [...secret, 'merchant_blacklist', 'security_violation', 'highest_risk_level', 'rule'])
    expect(declineReason(code, 'card_declined')).toEqual(generic);
});
