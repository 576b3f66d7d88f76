import { requirePermission } from '../../accounts/index.js';
import { InvalidInput } from '../../platform/errors.js';
import type { BillingDeps } from '../deps.js';
import { FormKeyReused } from '../errors.js';
import type { CreatePrice } from '../operations/create-price.js';
import { carryOut, lockIdle, lookUpForm, type Outcome, type Why, writeChange } from './carry-out.js';
import { type KeptProduct, keptPrices, keptProduct } from './kept.js';

/** `credit_amount` whole credits, null: as many as the product says. `replaces` our id of the price that it takes the place of. */
export interface NewPrice {
  nickname: string;
  currency: string;
  unit_amount_minor: number;
  billing_interval: 'month' | 'year' | null;
  credit_amount: number | null;
  replaces: string | null;
}

/**
 * Adds a price to a product, in the place of another where it says so: that one is archived once the new one is
 * there, and goes on serving who subscribed at it.
 *
 * @throws Forbidden, NotFound, InvalidInput, FormKeyReused, CatalogueBusy, StripeRefused,
 *   CatalogueChangePartlyMade
 */
export async function addPrice(
  deps: BillingDeps,
  { product_id, price, why }: { product_id: string; price: NewPrice; why: Why },
): Promise<Outcome> {
  requirePermission(why.actor, 'plans.write');
  const operation_id = await deps.db.transaction(async (tx) => {
    const product = await keptProduct(tx, product_id);
    const prices = await keptPrices(tx, product_id);
    const old = prices.find(({ id }) => id === price.replaces);
    if (price.replaces && !old) throw new InvalidInput({ replaces: 'This product has no such price.' });
    if (prices.length > 0) requireFit(product, price);
    const parameters: CreatePrice = {
      ...price,
      product: product.stripe_id,
      replaces: old?.stripe_id ?? null,
    };
    const change = { kind: 'price.create' as const, parameters, why };
    const form = await lookUpForm(tx, change);
    if (!form) throw new FormKeyReused();
    if (form.earlier) return form.earlier.id;
    await lockIdle(tx, product.stripe_id);
    const action = old ? 'price.replace' : 'price.create';
    const { replaces: _, ...after } = price;
    const before = old && { currency: old.currency, unit_amount_minor: old.unit_amount_minor };
    const subject = { type: 'product' as const, id: product_id };
    const told = { action, subject, ...(before ? { before } : {}), after };
    return writeChange(tx, { ...change, idempotency_key: form.idempotency_key, told });
  });
  return carryOut(deps, operation_id);
}

/** A plan is paid each period, a pack once: a product that is both could be sold as neither. Its first price says which. */
function requireFit({ kind }: KeptProduct, { billing_interval }: NewPrice): void {
  if ((kind === 'subscription') === (billing_interval !== null)) return;
  throw new InvalidInput({
    billing_interval:
      kind === 'pack' ? 'A pack is paid once.' : 'A plan is paid each month or each year: choose which.',
  });
}
