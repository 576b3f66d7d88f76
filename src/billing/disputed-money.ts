import type Stripe from 'stripe';
import { idOf } from './project/projection.js';
import { READ } from './stripe/client.js';

/** A dispute, and what it is about in its charge's own currency: banks also dispute in the cardholder's. */
export type DisputeInFull = Stripe.Dispute & { disputed: DisputedAmount };

export interface DisputedAmount {
  /** Minor units of the charge's currency, and never more than the charge. */
  amount_minor: number;
  currency: string;
}

/** Reads a dispute with the charge that it is about, for the rate at which Stripe settled both. */
export async function readDispute(stripe: Stripe, id: string): Promise<DisputeInFull> {
  const expand = ['charge.balance_transaction'];
  const { charge, ...dispute } = await stripe.disputes.retrieve(id, { expand }, READ);
  if (typeof charge === 'string') throw new Error(`Stripe did not expand the charge of ${id}`);
  return { ...dispute, charge: idOf(charge) ?? '', disputed: disputedOf(dispute, charge) };
}

/**
 * In the charge's currency as Stripe says; in another one by the money that Stripe withdrew for it, as a share of what it
 * had paid out for the charge: both are in the account's own currency. Where no money has moved (an inquiry), nothing
 * tells a rate, and the whole charge is in question.
 */
export function disputedOf(
  { amount, currency, balance_transactions }: Omit<Stripe.Dispute, 'charge'>,
  charge: Stripe.Charge,
): DisputedAmount {
  if (currency === charge.currency) return { amount_minor: amount, currency };
  const paid = typeof charge.balance_transaction === 'object' ? charge.balance_transaction : null;
  const withdrawn = balance_transactions.find((each) => each.amount < 0 && each.currency === paid?.currency);
  const whole = { amount_minor: charge.amount_captured, currency: charge.currency };
  if (!paid || paid.amount <= 0 || !withdrawn) return whole;
  const share = shareOf(charge.amount_captured, { part: -withdrawn.amount, whole: paid.amount });
  return { ...whole, amount_minor: Math.min(share, whole.amount_minor) };
}

/** In whole minor units, half of one rounded up: exact also where the product is more than a double holds. */
function shareOf(amount_minor: number, { part, whole }: { part: number; whole: number }): number {
  const twice = 2n * BigInt(amount_minor) * BigInt(part);
  return Number((twice + BigInt(whole)) / (2n * BigInt(whole)));
}
