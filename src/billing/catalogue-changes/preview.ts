import { type Actor, requirePermission } from '../../accounts/index.js';
import type { Queryable } from '../../platform/db.js';
import { applied, type PriceChange, type ProductChange, stripeChanges } from './changes.js';
import { type KeptPrice, keptPrice, keptPrices, keptProduct } from './kept.js';
import type { NewPrice } from './new-price.js';
import { type OfferTerms, offerTerms, type ProductTerms, priceTerms, productTerms } from './terms.js';

/** What a change of the catalogue does, price by price. `before` is null of a price that is to be made. */
export interface PriceEffect {
  id: string | null;
  nickname: string;
  currency: string;
  unit_amount_minor: number;
  billing_interval: 'month' | 'year' | null;
  before: OfferTerms | null;
  after: OfferTerms;
  /** Subscriptions that renew at it: with the credits of `after`, on sale or not. */
  live_subscriptions: number;
}

export interface CataloguePreview {
  /** What of the product or price itself changes, by name. */
  changes: { before: Readonly<Record<string, unknown>>; after: Readonly<Record<string, unknown>> };
  prices: PriceEffect[];
}

/** @throws Forbidden, NotFound */
export async function previewProductChange(
  db: Queryable,
  { actor, product_id, change }: { actor: Actor; product_id: string; change: ProductChange },
): Promise<CataloguePreview> {
  requirePermission(actor, 'plans.write');
  const { said } = await keptProduct(db, product_id);
  const before = productTerms(said);
  const after = productTerms(applied(said, stripeChanges(change)));
  const prices = (await keptPrices(db, product_id)).filter(
    ({ active, live_subscriptions }) => active || live_subscriptions > 0,
  );
  return {
    changes: differences(before, after),
    prices: prices.map((price) => effect(price, { before, after })),
  };
}

/** @throws Forbidden, NotFound */
export async function previewPriceChange(
  db: Queryable,
  { actor, price_id, change }: { actor: Actor; price_id: string; change: PriceChange },
): Promise<CataloguePreview> {
  requirePermission(actor, 'plans.write');
  const { product, price } = await keptPrice(db, price_id);
  const changed = applied(price.said, stripeChanges(change));
  const terms = productTerms(product.said);
  return {
    changes: differences(priceTerms(price.said), priceTerms(changed)),
    prices: [effect(price, { before: terms, after: terms }, changed)],
  };
}

/** @throws Forbidden, NotFound */
export async function previewNewPrice(
  db: Queryable,
  { actor, product_id, price }: { actor: Actor; product_id: string; price: NewPrice },
): Promise<CataloguePreview> {
  requirePermission(actor, 'plans.write');
  const product = productTerms((await keptProduct(db, product_id)).said);
  const { replaces, credit_amount, nickname, ...rest } = price;
  const after = offerTerms(product, { nickname, credit_amount, active: true, fault: null });
  const made: PriceEffect = { id: null, nickname, ...rest, before: null, after, live_subscriptions: 0 };
  if (!replaces) return { changes: { before: {}, after: {} }, prices: [made] };
  const old = (await keptPrice(db, replaces)).price;
  const archived = effect(old, { before: product, after: product }, { ...old.said, active: false });
  return { changes: { before: {}, after: {} }, prices: [made, archived] };
}

function effect(
  price: KeptPrice,
  product: { before: ProductTerms; after: ProductTerms },
  changed = price.said,
): PriceEffect {
  const { id, currency, unit_amount_minor, billing_interval, live_subscriptions } = price;
  const after = priceTerms(changed);
  return {
    id,
    nickname: after.nickname,
    currency,
    unit_amount_minor,
    billing_interval,
    before: offerTerms(product.before, priceTerms(price.said)),
    after: offerTerms(product.after, after),
    live_subscriptions,
  };
}

/** Only what is another afterwards, by name. */
export function differences(before: object, after: object): CataloguePreview['changes'] {
  const was = before as Readonly<Record<string, unknown>>;
  const is = after as Readonly<Record<string, unknown>>;
  const names = Object.keys(is).filter((name) => was[name] !== is[name]);
  const only = (state: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(names.map((name) => [name, state[name]]));
  return { before: only(was), after: only(is) };
}
