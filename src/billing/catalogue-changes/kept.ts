import type Stripe from 'stripe';
import type { Queryable } from '../../platform/db.js';
import { NotFound } from '../../platform/errors.js';
import { isUuid } from '../../platform/ids.js';
import type { Offer } from '../catalogue.js';
import { mirrored } from '../stripe/mirror.js';
import { LIVE } from '../subscription-rows.js';
import type { PriceSaid, ProductSaid } from './terms.js';

/** A product as we have it, with what Stripe said last. */
export interface KeptProduct {
  id: string;
  stripe_id: string;
  kind: 'subscription' | 'pack';
  said: ProductSaid;
}

/** A price as we have it. `live_subscriptions` renew at it, archived or not. */
export interface KeptPrice extends Omit<Offer, 'credits'> {
  active: boolean;
  live_subscriptions: number;
  said: PriceSaid;
}

/** @throws NotFound */
export async function keptProduct(db: Queryable, product_id: string): Promise<KeptProduct> {
  const row = isUuid(product_id)
    ? await db.maybeOne<Omit<KeptProduct, 'said'> & Stored & { name: string; description: string }>(
        'SELECT id, stripe_id, kind, name, description, active, credit_amount FROM products WHERE id = $1',
        [product_id],
      )
    : undefined;
  if (!row) throw new NotFound('There is no such product.');
  const { id, stripe_id, kind, name, description, active } = row;
  const gone = { name, description, active, metadata: metadataOf(row) };
  return { id, stripe_id, kind, said: (await mirrored<Stripe.Product>(db, stripe_id)) ?? gone };
}

/** A product's prices, those on sale first, then by amount. */
export async function keptPrices(db: Queryable, product_id: string): Promise<KeptPrice[]> {
  const rows = await db.query<Omit<KeptPrice, 'said'> & Stored & { data: Stripe.Price | null }>(
    `SELECT p.id, p.stripe_id, p.product_id, p.nickname, p.currency, p.unit_amount_minor, p.billing_interval, p.active,
            p.credit_amount, m.data,
            (SELECT count(*) FROM subscriptions s WHERE s.price_id = p.id AND s.status = ANY ($2)) AS live_subscriptions
     FROM prices p LEFT JOIN stripe_objects m ON m.id = p.stripe_id
     WHERE p.product_id = $1 ORDER BY p.active DESC, p.unit_amount_minor, p.id LIMIT $3`,
    [product_id, LIVE, PRICES_MAX],
  );
  return rows.map(({ data, credit_amount, ...price }) => ({
    ...price,
    said: data ?? withoutMirror({ ...price, credit_amount }),
  }));
}

const PRICES_MAX = 200;

/** A price with its product. @throws NotFound */
export async function keptPrice(
  db: Queryable,
  price_id: string,
): Promise<{ product: KeptProduct; price: KeptPrice }> {
  const row = isUuid(price_id)
    ? await db.maybeOne<{ product_id: string }>('SELECT product_id FROM prices WHERE id = $1', [price_id])
    : undefined;
  const price = row && (await keptPrices(db, row.product_id)).find(({ id }) => id === price_id);
  if (!price) throw new NotFound('There is no such price.');
  return { price, product: await keptProduct(db, price.product_id) };
}

type Stored = { active: boolean; credit_amount: number | null };

function metadataOf({ credit_amount }: Stored): Stripe.Metadata {
  return credit_amount === null ? {} : { credit_amount: String(credit_amount) };
}

/** What Stripe has no longer is told from our row. */
function withoutMirror(price: Omit<KeptPrice, 'said'> & Stored): PriceSaid {
  const { nickname, active, unit_amount_minor, billing_interval } = price;
  const recurring = billing_interval ? { interval: billing_interval, interval_count: 1 } : null;
  return {
    nickname,
    active,
    unit_amount: unit_amount_minor,
    billing_scheme: 'per_unit',
    recurring: recurring as Stripe.Price.Recurring | null,
    metadata: metadataOf(price),
  };
}
