import type { StateKind } from '../cell-format.js';
import { customerAddress, recordAddress } from '../parts/office.js';

/** As src/support/search.ts answers it, in JSON. */
export interface Hit {
  readonly kind: 'customer' | 'payment' | 'charge' | 'refund' | 'event';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly state: string;
  readonly customer_id: string | null;
  readonly at: string;
}

export interface HitGroup {
  readonly kind: Hit['kind'];
  readonly hits: readonly Hit[];
}

export const GROUP_TITLES: Readonly<Record<Hit['kind'], string>> = {
  customer: 'Customers',
  payment: 'Payments',
  charge: 'Not registered',
  refund: 'Refunds',
  event: 'Stripe events',
};

export const HIT_STATES: Readonly<Record<Hit['kind'], StateKind>> = {
  customer: 'user',
  payment: 'payment',
  charge: 'discrepancy',
  refund: 'refund',
  event: 'event',
};

/** Where a hit leads: people and their money to the customer's page, the rest to its own record. */
export function addressOf(hit: Hit): string {
  if (hit.kind === 'customer') return customerAddress(hit.id);
  if (hit.customer_id) return customerAddress(hit.customer_id, 'payments');
  return recordAddress(hit.kind === 'charge' ? 'discrepancies' : 'stripe-events', hit.id);
}
