import type { Queryable } from '../platform/db.js';
import { isUuid } from '../platform/ids.js';
import { NotForSale } from './errors.js';

/** A price as customers see it. `credits` are whole ones per unit and billing period. */
export interface Offer {
  id: string;
  stripe_id: string;
  product_id: string;
  nickname: string;
  currency: string;
  unit_amount_minor: number;
  billing_interval: 'month' | 'year' | null;
  credits: number;
}

export interface CatalogueProduct {
  id: string;
  stripe_id: string;
  name: string;
  description: string;
  kind: 'subscription' | 'pack';
  prices: Offer[];
}

const OFFERS = `
  SELECT p.id, p.stripe_id, p.product_id, p.nickname, p.currency, p.unit_amount_minor, p.billing_interval,
         coalesce(p.credit_amount, o.credit_amount) AS credits
  FROM prices p JOIN products o ON o.id = p.product_id
  WHERE p.active AND o.active AND p.fault IS NULL AND o.fault IS NULL
    AND coalesce(p.credit_amount, o.credit_amount) IS NOT NULL`;

/** What is for sale, plans first, cheapest first. Products with nothing to sell are left out. */
export async function catalogue(db: Queryable): Promise<CatalogueProduct[]> {
  const offers = await db.query<Offer>(`${OFFERS} ORDER BY p.unit_amount_minor, p.id`);
  const products = await db.query<Omit<CatalogueProduct, 'prices'>>(
    'SELECT id, stripe_id, name, description, kind FROM products WHERE active AND fault IS NULL ORDER BY kind DESC, name, id',
  );
  return products
    .map((product) => ({ ...product, prices: offers.filter(({ product_id }) => product_id === product.id) }))
    .filter(({ prices }) => prices.length > 0)
    .sort((a, b) => Number(a.kind === 'pack') - Number(b.kind === 'pack') || cheapest(a) - cheapest(b));
}

function cheapest({ prices: [first] }: CatalogueProduct): number {
  return first?.unit_amount_minor ?? 0;
}

/** A price that may be sold now, of a plan or of a pack. @throws NotForSale */
export async function offerForSale(db: Queryable, price_id: string): Promise<Offer> {
  const offer = isUuid(price_id)
    ? await db.maybeOne<Offer>(`${OFFERS} AND p.id = $1`, [price_id])
    : undefined;
  if (!offer) throw new NotForSale();
  return offer;
}

/** A one-time price that may be sold now. @throws NotForSale */
export async function packForSale(db: Queryable, price_id: string): Promise<Offer> {
  const offer = await offerForSale(db, price_id);
  if (offer.billing_interval) throw new NotForSale();
  return offer;
}

/** Something that is not for sale although it is active, and why: for whoever keeps the catalogue in Stripe. */
export interface CatalogueFault {
  /** Our id of the product that it is, or that it is a price of. */
  product_id: string;
  stripe_id: string;
  name: string;
  fault: string;
}

export async function catalogueFaults(db: Queryable): Promise<CatalogueFault[]> {
  return db.query<CatalogueFault>(
    `SELECT id AS product_id, stripe_id, name, fault FROM products WHERE active AND fault IS NOT NULL
     UNION ALL
     SELECT p.product_id, p.stripe_id, concat_ws(': ', o.name, nullif(p.nickname, '')), p.fault
     FROM prices p JOIN products o ON o.id = p.product_id WHERE p.active AND o.active AND p.fault IS NOT NULL
     ORDER BY 3, 2`,
  );
}
