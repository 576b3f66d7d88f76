import type { CatalogueProduct, Offer, PlanOffers, SubscriptionView } from '../../billing/index.js';
import { fromCredits } from '../../credits/index.js';
import { formatUnitPrice } from '../../platform/money.js';

/** A price as the public pages show it. `amount` is hundredths of a credit, `credits` whole ones. */
export interface ShownOffer {
  id: string;
  name: string;
  credits: number;
  amount: number;
  unit_amount_minor: number;
  currency: string;
  billing_interval: 'month' | 'year' | null;
  per_credit: string;
}

/** Every pack that the catalogue sells, in its order. */
export function packsOf(products: readonly CatalogueProduct[]): ShownOffer[] {
  return products
    .filter(({ kind }) => kind === 'pack')
    .flatMap(({ name, prices }) => prices.map((price) => shownOffer(name, price)));
}

/** A plan and what it can be paid by. */
export interface ShownPlan {
  name: string;
  description: string;
  offers: ShownOffer[];
}

/** Every plan that the catalogue sells, in its order. */
export function plansOf(products: readonly CatalogueProduct[]): ShownPlan[] {
  return products
    .filter(({ kind }) => kind === 'subscription')
    .map(({ name, description, prices }) => ({
      name,
      description,
      offers: prices.filter((price) => price.billing_interval).map((price) => shownOffer(name, price)),
    }));
}

/** The same plans, where `own` are a customer's: which offers are his, and which `changes` his one can become. */
export function plansBeside(
  plans: readonly ShownPlan[],
  { own, changes }: { own: readonly SubscriptionView[]; changes: PlanOffers['products'] },
) {
  const theirs = new Set(own.map(({ price_id }) => price_id));
  const possible = new Set(changes.flatMap(({ offers }) => offers.map(({ id }) => id)));
  return plans.map((plan) => ({
    ...plan,
    offers: plan.offers.map((offer) => ({
      ...offer,
      is_theirs: theirs.has(offer.id),
      is_change: possible.has(offer.id),
    })),
  }));
}

/** The plans that a customer's own can become, and whether that is more or less. */
export function changesOf(products: PlanOffers['products']) {
  return products
    .filter(({ offers }) => offers.length > 0)
    .map(({ name, description, offers }) => ({
      name,
      description,
      offers: offers.map((offer) => ({ ...shownOffer(name, offer), is_now: offer.timing === 'now' })),
    }));
}

/** One of what the catalogue sells, by our id of its price. */
export function offerOf(products: readonly CatalogueProduct[], price_id: string): ShownOffer | undefined {
  const product = products.find(({ prices }) => prices.some(({ id }) => id === price_id));
  const price = product?.prices.find(({ id }) => id === price_id);
  return product && price && shownOffer(product.name, price);
}

function shownOffer(name: string, offer: Offer): ShownOffer {
  const { id, credits, unit_amount_minor, currency, billing_interval } = offer;
  return {
    id,
    name,
    credits,
    amount: fromCredits(credits),
    unit_amount_minor,
    currency,
    billing_interval,
    per_credit: formatUnitPrice(unit_amount_minor / credits, currency),
  };
}
