import { requirePermission } from '../../accounts/index.js';
import type { Tx } from '../../platform/db.js';
import { InvalidInput } from '../../platform/errors.js';
import type { BillingDeps } from '../deps.js';
import { FormKeyReused } from '../errors.js';
import type { CreateProduct } from '../operations/create-product.js';
import { carryOut, lookUpForm, type Outcome, type Why, writeChange } from './carry-out.js';
import { ProductUnfinished } from './errors.js';
import type { NewPrice } from './new-price.js';
import { offerTerms, type ProductTerms } from './terms.js';

/** A plan where its first price is paid each month or year, else a pack. Credits are whole ones. */
export interface NewProduct {
  name: string;
  description: string;
  credit_amount: number | null;
  trial_credit_amount: number | null;
  first_price: Omit<NewPrice, 'replaces'>;
}

/**
 * Makes a product with its first price at Stripe. Where only the price was refused the product is there, to be given one:
 * another of its name is not made beside it.
 *
 * @throws Forbidden, InvalidInput, ProductUnfinished, FormKeyReused, StripeRefused, CatalogueChangePartlyMade
 */
export async function createProduct(
  deps: BillingDeps,
  { product, why }: { product: NewProduct; why: Why },
): Promise<Outcome> {
  requirePermission(why.actor, 'plans.write');
  requireSellable(product);
  const parameters: CreateProduct = product;
  const { first_price, ...rest } = product;
  const { currency, unit_amount_minor, billing_interval } = first_price;
  const after = { ...rest, currency, unit_amount_minor, billing_interval };
  const told = { action: 'product.create', subject: { type: 'product' as const, id: null }, after };
  const change = { kind: 'product.create' as const, parameters, why };
  const operation_id = await deps.db.transaction(async (tx) => {
    const form = await lookUpForm(tx, change);
    if (form?.earlier) return form.earlier.id;
    await requireNoneUnfinished(tx, product.name);
    if (!form) throw new FormKeyReused();
    return writeChange(tx, { ...change, idempotency_key: form.idempotency_key, told });
  });
  return carryOut(deps, operation_id);
}

async function requireNoneUnfinished(tx: Tx, name: string): Promise<void> {
  const [unfinished] = await tx.query<{ id: string }>(
    `SELECT id FROM products o WHERE o.name = $1 AND o.active
       AND NOT EXISTS (SELECT FROM prices p WHERE p.product_id = o.id) LIMIT 1`,
    [name],
  );
  if (unfinished) throw new ProductUnfinished(unfinished.id);
}

function requireSellable({ first_price, ...product }: NewProduct): void {
  const terms: ProductTerms = { ...product, active: true, fault: null };
  if (offerTerms(terms, { ...first_price, active: true, fault: null }).for_sale) return;
  throw new InvalidInput({ credit_amount: 'Say how many credits it gives.' });
}
