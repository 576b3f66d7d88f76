import { requirePermission } from '../../accounts/index.js';
import type { Tx } from '../../platform/db.js';
import { InvalidInput } from '../../platform/errors.js';
import type { BillingDeps } from '../deps.js';
import { FormKeyReused } from '../errors.js';
import type { UpdatePrice } from '../operations/update-price.js';
import type { UpdateProduct } from '../operations/update-product.js';
import {
  carryOut,
  lockIdle,
  lookUpForm,
  type Outcome,
  type Why,
  type WrittenChange,
  writeChange,
} from './carry-out.js';
import { applied, isMade, type PriceChange, type ProductChange, stripeChanges } from './changes.js';
import { keptPrice, keptProduct } from './kept.js';
import { differences } from './preview.js';
import { priceTerms, productTerms } from './terms.js';

/**
 * Changes a product at Stripe: its name, what it gives, whether it is sold. What was paid before keeps the credits
 * that were said then.
 *
 * @throws Forbidden, NotFound, InvalidInput, FormKeyReused, CatalogueBusy, StripeRefused
 */
export async function changeProduct(
  deps: BillingDeps,
  { product_id, change, why }: { product_id: string; change: ProductChange; why: Why },
): Promise<Outcome> {
  requirePermission(why.actor, 'plans.write');
  const operation_id = await deps.db.transaction(async (tx) => {
    const { stripe_id: product, said } = await keptProduct(tx, product_id);
    const changes = stripeChanges(change);
    const parameters: UpdateProduct = { product, changes };
    const told = differences(productTerms(said), productTerms(applied(said, changes)));
    return writeOnce(tx, {
      kind: 'product.update',
      parameters,
      why,
      isNothing: isMade(said, changes),
      told: { action: actionOf('product', change), subject: { type: 'product', id: product_id }, ...told },
    });
  });
  return carryOut(deps, operation_id);
}

/**
 * Changes a price at Stripe as far as Stripe lets it: its name, its own credits, whether it is sold.
 * @throws Forbidden, NotFound, InvalidInput, FormKeyReused, CatalogueBusy, StripeRefused
 */
export async function changePrice(
  deps: BillingDeps,
  { price_id, change, why }: { price_id: string; change: PriceChange; why: Why },
): Promise<Outcome> {
  requirePermission(why.actor, 'plans.write');
  const operation_id = await deps.db.transaction(async (tx) => {
    const { product, price } = await keptPrice(tx, price_id);
    const { stripe_id, said } = price;
    const changes = stripeChanges(change);
    const parameters: UpdatePrice = { product: product.stripe_id, price: stripe_id, changes };
    const told = differences(priceTerms(said), priceTerms(applied(said, changes)));
    return writeOnce(tx, {
      kind: 'price.update',
      parameters,
      why,
      isNothing: isMade(said, changes),
      told: { action: actionOf('price', change), subject: { type: 'price', id: price_id }, ...told },
    });
  });
  return carryOut(deps, operation_id);
}

type Update = WrittenChange & {
  parameters: { product: string };
  /** Whether all is so already. */
  isNothing: boolean;
};

async function writeOnce(tx: Tx, { isNothing, ...change }: Update): Promise<string> {
  const form = await lookUpForm(tx, change);
  if (!form) throw new FormKeyReused();
  if (form.earlier) return form.earlier.id;
  await lockIdle(tx, change.parameters.product);
  if (isNothing) throw new InvalidInput({ form: 'All of this is so already.' });
  return writeChange(tx, { ...change, idempotency_key: form.idempotency_key });
}

function actionOf(what: 'product' | 'price', { active }: { active?: boolean | undefined }): string {
  return `${what}.${active === undefined ? 'change' : active ? 'restore' : 'archive'}`;
}
