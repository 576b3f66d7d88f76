import type pg from 'pg';
import type { Book } from '../history/book.js';
import type { Service } from '../history/world.js';

/** One thing to buy. `amount` is what one payment gives, in hundredths of a credit. */
export interface Offer {
  price_id: string;
  /** As the customer reads it on his statement. */
  name: string;
  kind: 'pack' | 'subscription';
  unit_amount_minor: number;
  currency: string;
  amount: number;
}

/** What all of a crowd share. Times in milliseconds. */
export interface Town {
  readonly start: number;
  readonly now: number;
  readonly seed: number;
  readonly customers: number;
  readonly packs: readonly Offer[];
  readonly plans: readonly Offer[];
  readonly services: readonly Service[];
  /** What has happened since the last rows were written. */
  readonly book: Book;
}

/** What is for sale in a database: packs and monthly plans. @throws Error when either, or every service, is missing */
export async function readOffers(client: pg.Client): Promise<Pick<Town, 'packs' | 'plans' | 'services'>> {
  const { rows: offers } = await client.query<Offer>(
    `SELECT p.id AS price_id, d.kind, p.currency, p.unit_amount_minor::int, coalesce(p.credit_amount, d.credit_amount) * 100 AS amount,
            CASE d.kind WHEN 'pack' THEN p.nickname ELSE d.name END AS name
     FROM prices p JOIN products d ON d.id = p.product_id
     WHERE p.active AND d.active AND p.billing_interval IS DISTINCT FROM 'year'
       AND coalesce(p.credit_amount, d.credit_amount) IS NOT NULL
     ORDER BY p.unit_amount_minor`,
  );
  const { rows: services } = await client.query<Service>(
    'SELECT id, slug, cost::int FROM services WHERE active AND cost > 0 ORDER BY cost, slug',
  );
  const packs = offers.filter(({ kind }) => kind === 'pack');
  const plans = offers.filter(({ kind }) => kind === 'subscription');
  if (packs.length === 0 || plans.length === 0 || services.length === 0)
    throw new Error('A crowd needs packs, plans and services to buy: this database offers none.');
  return { packs, plans, services };
}
