import type Stripe from 'stripe';
import { cardByTestId, type Decline, type TestCard } from '../stripe/cards.js';
import { cardDetails } from '../stripe/objects/payment-method.js';
import type { Random } from './random.js';

/** A plastic card: what Stripe shows of it, and the test card that it behaves as from now on. */
export type Card = { details: Stripe.PaymentMethod.Card; number: string };

const BRANDS = [
  ['pm_card_visa', 50],
  ['pm_card_visa_debit', 12],
  ['pm_card_mastercard', 24],
  ['pm_card_mastercard_debit', 5],
  ['pm_card_amex', 6],
  ['pm_card_discover', 2],
  ['pm_card_jcb', 1],
] as const;

const DECLINES = [
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 10],
  ['pm_card_visa_chargeDeclined', 5],
  ['pm_card_chargeDeclinedExpiredCard', 2],
  ['pm_card_chargeDeclinedIncorrectCvc', 2],
  ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 1],
] as const;

/** Issues a card with its own number, that is valid for two to six years from `at` on. */
export function issueCard(random: Random, country: string, at: number): Card {
  const behaves = testCard(random.weighted(BRANDS));
  const year = new Date(at).getUTCFullYear() + random.int(2, 6);
  return {
    details: {
      ...cardDetails(behaves, year),
      country,
      exp_month: random.int(1, 12),
      fingerprint: random.text(16),
      last4: String(random.int(0, 9999)).padStart(4, '0'),
    },
    number: behaves.number,
  };
}

/** A card that looks as told and behaves as a test card. */
export function knownCard(id: string, given: { behavesAs?: string; last4: string; expires: number }): Card {
  const { behavesAs = id, last4, expires } = given;
  return { details: { ...cardDetails(testCard(id), expires), last4 }, number: testCard(behavesAs).number };
}

/** What a bank may answer instead of paying. */
export function someDecline(random: Random): Decline {
  return declineOf(random.weighted(DECLINES));
}

export function insufficientFunds(): Decline {
  return declineOf('pm_card_visa_chargeDeclinedInsufficientFunds');
}

function declineOf(id: string): Decline {
  const { declines } = testCard(id);
  if (!declines) throw new Error(`${id} does not decline`);
  return declines;
}

function testCard(id: string): TestCard {
  const card = cardByTestId(id);
  if (!card) throw new Error(`no test card is called ${id}`);
  return card;
}
