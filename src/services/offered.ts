import type { Queryable, Tx } from '../platform/db.js';
import { imageMetadata } from './image-metadata.js';
import type { InputForm, Service } from './service.js';
import { textSentiment } from './text-sentiment.js';
import { thumbnail } from './thumbnail.js';

/** The services that QuickScale runs itself; integrators run others and charge for them by the API. */
export const OWN_SERVICES: readonly Service[] = [textSentiment, imageMetadata, thumbnail];

/**
 * A service on offer. `cost` in hundredths a `unit`, the customer's own where he has one; `input` is null where only
 * an integrator runs it.
 */
export interface OfferedService {
  slug: string;
  name: string;
  description: string;
  unit: string;
  cost: number;
  input: InputForm | null;
}

/** The active services with today's prices, or what they cost this customer, the dearest last. */
export async function listServices(db: Queryable, wallet_id?: string): Promise<OfferedService[]> {
  const services = await db.query<Omit<OfferedService, 'input'>>(
    `SELECT slug, name, description, unit, coalesce(app.own_cost($1, slug, app.now()), cost) AS cost
     FROM services WHERE active ORDER BY cost, slug LIMIT 500`,
    [wallet_id ?? null],
  );
  return services.map((service) => ({
    ...service,
    input: OWN_SERVICES.find(({ slug }) => slug === service.slug)?.input ?? null,
  }));
}

/** Installs our own services at their first price; what operators have changed since stays. Safe to repeat. */
export async function seedServices(tx: Tx): Promise<void> {
  for (const { slug, name, description, unit, cost } of OWN_SERVICES) {
    await tx.query(
      `INSERT INTO services (slug, name, description, unit, cost) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (slug) DO NOTHING`,
      [slug, name, description, unit, cost],
    );
  }
}
