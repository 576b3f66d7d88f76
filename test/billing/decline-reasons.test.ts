import { expect, test } from '@jest/globals';
import { declineReason } from '../../src/billing/index.js';

test('the decline code is preferred to the failure code', () => {
  expect(declineReason('insufficient_funds', 'card_declined').reason).toBe(
    'There is not enough money on the card.',
  );
  expect(declineReason(null, 'expired_card').reason).toBe('The card has expired.');
});

test('a stolen or suspicious card is told nothing that helps a thief', () => {
  const generic = declineReason(null);
  for (const code of ['lost_card', 'stolen_card', 'fraudulent', 'pickup_card', 'merchant_blacklist']) {
    expect(declineReason(code, 'card_declined')).toEqual(generic);
  }
});

test('every reason is a sentence, and so is what to do about it', () => {
  for (const code of ['incorrect_cvc', 'processing_error', 'authentication_required', 'never heard of it']) {
    const { reason, advice } = declineReason(code);
    expect(reason).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  }
});
