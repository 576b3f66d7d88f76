import type { CatalogueProduct } from '../../billing/index.js';
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

/** Everything of one kind that the catalogue sells, in its order. */
export function offersOf(
  products: readonly CatalogueProduct[],
  kind: CatalogueProduct['kind'],
): ShownOffer[] {
  return products
    .filter((product) => product.kind === kind)
    .flatMap(({ name, prices }) =>
      prices.map(({ id, credits, unit_amount_minor, currency, billing_interval }) => ({
        id,
        name,
        credits,
        amount: fromCredits(credits),
        unit_amount_minor,
        currency,
        billing_interval,
        per_credit: formatUnitPrice(unit_amount_minor / credits, currency),
      })),
    );
}
