import type Stripe from 'stripe';
import { buildBalanceTransaction } from '../../stripe/objects/balance-transaction.js';
import { buildRefund } from '../../stripe/objects/refund.js';
import type { Customer } from '../customer.js';
import { unix } from '../time.js';
import { settled } from './charge.js';

type Returning = { charge: Stripe.Charge; amount: number; metadata: Record<string, string> };

/** Stripe sends money of a charge back, at once. */
export function refundCharge(
  { random, world: { book, now } }: Customer,
  { charge, amount, metadata }: Returning,
  at: number,
): Stripe.Refund {
  const { currency, customer, payment_intent, payment_method } = charge;
  const created = unix(at);
  const of = { charge: charge.id, currency, customer, payment_intent, payment_method };
  const reason = 'requested_by_customer';
  const refund = buildRefund({ id: random.stripeId('re'), amount, created, metadata, reason, ...of });
  const moved = { amount: -amount, created, currency, description: 'REFUND FOR CHARGE', source: refund.id };
  const transaction = buildBalanceTransaction({ id: random.stripeId('txn'), ...moved, type: 'refund' });
  refund.balance_transaction = settled(now, book.addObject(transaction)).id;
  book.addObject(refund);
  book.tell('refund.created', refund, at);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  book.tell('charge.refunded', charge, at);
  return refund;
}
