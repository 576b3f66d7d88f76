import type { Queryable } from '../../platform/db.js';
import { catalogue } from '../catalogue.js';
import { type PlanOffer, refusalOf, timingOf } from './change-plan.js';
import { planName } from './plan-name.js';
import { productsBeside } from './plans-beside.js';
import type { SubscriptionView } from './view.js';

/** What a plan can become. */
export interface PlanOffers {
  products: { name: string; description: string; offers: PlanOffer[] }[];
  /** Why none can be chosen at present; null where they can. */
  refusal: string | null;
}

/**
 * Every other plan on sale in the plan's currency, in the catalogue's order, and when a change to it is made; none that
 * the customer has beside it.
 */
export async function planOffers(db: Queryable, plan: SubscriptionView): Promise<PlanOffers> {
  const products = (await catalogue(db)).filter(({ kind }) => kind === 'subscription');
  const beside = await productsBeside(db, plan);
  return {
    products: products.map(({ name, description, prices }) => ({
      name,
      description,
      offers: prices.flatMap((offer) => {
        const { id, product_id, currency, billing_interval } = offer;
        if (!billing_interval || currency !== plan.currency) return [];
        if (id === plan.price_id || beside.has(product_id)) return [];
        const timing = timingOf(plan, { ...offer, billing_interval });
        return [{ ...offer, plan: planName(name, billing_interval), billing_interval, timing }];
      }),
    })),
    refusal: (await refusalOf(db, plan)) ?? null,
  };
}
