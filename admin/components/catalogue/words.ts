import { money } from '../parts/format.js';

interface Priced {
  readonly nickname: string;
  readonly currency: string;
  readonly unit_amount_minor: number;
  readonly billing_interval: 'month' | 'year' | null;
}

/** "€14.99 a month", "€20.00 once"; the amount alone where `fault` says that it is charged in no way we know. */
export function priceWords(
  { currency, unit_amount_minor, billing_interval }: Priced,
  fault: string | null = null,
): string {
  const amount = money(unit_amount_minor, currency);
  if (fault?.startsWith('billed every')) return amount;
  return billing_interval ? `${amount} a ${billing_interval}` : `${amount} once`;
}

export function wholeCredits(amount: number | null): string {
  return amount === null ? 'no credits' : `${amount.toLocaleString('en-US')} credits`;
}

/** What an operator does about what keeps something from being sold. */
export function remedy(fault: string): string {
  if (/credit_amount/.test(fault))
    return 'Say here how many credits it gives, or mend the metadata in Stripe: it is read from there at once.';
  return 'Stripe lets nobody change how a price is charged: add a price that is charged once, each month or each year, and archive this one.';
}

/** "1 subscription", "12 subscriptions". */
export function subscriptions(count: number): string {
  return count === 1 ? '1 subscription' : `${count.toLocaleString('en-US')} subscriptions`;
}
