import { expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { disputedOf } from '../../src/billing/disputed-money.js';

/** Disputed in yen, of a charge in another currency; Stripe settled both in the account's euros. */
function disputed({ captured, paid, withdrawn }: { captured: number; paid: number; withdrawn: number }) {
  const dispute = {
    amount: 1,
    currency: 'jpy',
    balance_transactions: [{ amount: -withdrawn, currency: 'eur' }],
  } as Stripe.Dispute;
  const charge = {
    amount_captured: captured,
    currency: 'usd',
    balance_transaction: { amount: paid, currency: 'eur' },
  } as Stripe.Charge;
  return disputedOf(dispute, charge);
}

test('what is disputed in another currency is a share in whole minor units, exact for large amounts too', () => {
  expect(disputed({ captured: 1000, paid: 900, withdrawn: 450 })).toEqual({
    amount_minor: 500,
    currency: 'usd',
  });
  expect(disputed({ captured: 1001, paid: 900, withdrawn: 450 }).amount_minor).toBe(501);
  expect(disputed({ captured: 1000, paid: 900, withdrawn: 950 }).amount_minor).toBe(1000);
  const large = { captured: 794_621_862_129, paid: 793_799_091_177, withdrawn: 634_941_744_411 };
  expect(disputed(large).amount_minor).toBe(635_599_860_084);
});
