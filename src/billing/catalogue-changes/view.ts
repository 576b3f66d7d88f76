import type { Queryable } from '../../platform/db.js';
import { type KeptPrice, keptPrices, keptProduct } from './kept.js';
import { type OfferTerms, offerTerms, type ProductTerms, priceTerms, productTerms } from './terms.js';

/** A price as its keeper sees it; `own_credits` whole ones, null where its product says how many. */
export interface ManagedPrice extends Omit<KeptPrice, 'said' | 'product_id'> {
  own_credits: number | null;
  offer: OfferTerms;
}

/** From when on a product or price gave how many whole credits; null: it did not say. */
export interface CreditVersion {
  of: string;
  valid_from: Date;
  credit_amount: number | null;
}

export interface ManagedProduct {
  id: string;
  kind: 'subscription' | 'pack';
  terms: ProductTerms;
  prices: ManagedPrice[];
  /** The latest first. */
  versions: CreditVersion[];
  /** A change that is written down and not yet made, and what Stripe answered to it so far. */
  under_way: { kind: string; error: string | null } | null;
}

/** A product with its prices, archived ones included. @throws NotFound */
export async function managedProduct(db: Queryable, product_id: string): Promise<ManagedProduct> {
  const { id, stripe_id, kind, said } = await keptProduct(db, product_id);
  const kept = await keptPrices(db, product_id);
  const terms = productTerms(said);
  return {
    id,
    kind,
    terms,
    prices: kept.map((price) => managed(price, terms)),
    versions: await versionsOf(db, product_id),
    under_way: (await changeUnderWay(db, stripe_id)) ?? null,
  };
}

function managed({ said, product_id: _, ...price }: KeptPrice, product: ProductTerms): ManagedPrice {
  const terms = priceTerms(said);
  return { ...price, own_credits: terms.credit_amount, offer: offerTerms(product, terms) };
}

const VERSIONS_MAX = 50;

function versionsOf(db: Queryable, product_id: string): Promise<CreditVersion[]> {
  return db.query<CreditVersion>(
    `SELECT owner.name AS of, v.valid_from, v.credit_amount
     FROM (SELECT stripe_id, 'The product' AS name FROM products WHERE id = $1
           UNION ALL
           SELECT stripe_id, coalesce(nullif(nickname, ''), 'A price') FROM prices WHERE product_id = $1) owner
     JOIN credit_amount_versions v ON v.stripe_id = owner.stripe_id
     WHERE v.credit_amount IS NOT NULL OR EXISTS (
       SELECT FROM credit_amount_versions e WHERE e.stripe_id = v.stripe_id AND e.valid_from < v.valid_from)
     ORDER BY v.valid_from DESC, owner.name LIMIT ${VERSIONS_MAX}`,
    [product_id],
  );
}

function changeUnderWay(db: Queryable, product: string): Promise<ManagedProduct['under_way'] | undefined> {
  return db.maybeOne(
    `SELECT kind, error_message AS error FROM stripe_operations
     WHERE finished_at IS NULL AND parameters ->> 'product' = $1 ORDER BY created_at LIMIT 1`,
    [product],
  );
}
