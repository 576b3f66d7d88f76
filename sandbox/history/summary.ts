import type Stripe from 'stripe';
import type { Book } from './book.js';

/** What a seeded year holds. Money in minor units of its one currency. */
export interface Summary {
  customers: number;
  payments: number;
  gross_minor: number;
  refunded_minor: number;
  spends: number;
  entries: number;
  stripe_objects: number;
  /** Charges that Stripe has and QuickScale has not. */
  not_registered: string[];
}

export function summarise(book: Book): Summary {
  const paid = book.rows('payments').filter(({ status }) => status === 'succeeded');
  const registered = new Set(paid.map(({ stripe_charge_id }) => stripe_charge_id));
  const docs = [...book.objects.values()].map(({ doc }) => doc);
  const charges = docs.filter(
    (doc): doc is Stripe.Charge => doc.object === 'charge' && doc.status === 'succeeded',
  );
  return {
    customers: book.rows('wallets').length,
    payments: book.rows('payments').length,
    gross_minor: paid.reduce((sum, { received_minor }) => sum + received_minor, 0),
    refunded_minor: charges.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0),
    spends: book.rows('spends').length,
    entries: book.rows('entries').length,
    stripe_objects: docs.length,
    not_registered: charges.map(({ id }) => id).filter((id) => !registered.has(id)),
  };
}
