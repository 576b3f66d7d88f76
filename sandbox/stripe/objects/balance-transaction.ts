import type Stripe from 'stripe';
import { newId } from '../ids.js';

type Given = Partial<Stripe.BalanceTransaction> & {
  amount: number;
  created: number;
  currency: string;
  source: string;
  type: Stripe.BalanceTransaction.Type;
};

const SETTLING_SECONDS = 2 * 24 * 3600;

/** A complete balance transaction. `amount` in minor units, negative when money leaves; a charge pays a fee. */
export function buildBalanceTransaction(given: Given): Stripe.BalanceTransaction {
  const fee = given.fee ?? (given.type === 'charge' ? cardFee(given.amount) : 0);
  return {
    id: newId('txn', 24),
    object: 'balance_transaction',
    available_on: given.created + SETTLING_SECONDS,
    balance_type: 'payments',
    description: null,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(fee, given.currency)],
    net: given.amount - fee,
    reporting_category: given.type,
    status: 'pending',
    ...given,
  };
}

/** Stripe's standard card fee: 2.9 % and 0.30, in minor units. */
function cardFee(amount: number): number {
  return Math.round(amount * 0.029) + 30;
}

function feeDetail(amount: number, currency: string): Stripe.BalanceTransaction.FeeDetail {
  return { amount, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' };
}
