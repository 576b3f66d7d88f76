import { requirePermission } from '../../accounts/index.js';
import { InvalidInput } from '../../platform/errors.js';
import type { BillingDeps } from '../deps.js';
import type { CreateProduct } from '../operations/create-product.js';
import { carryOut, type Outcome, type Why, writeChange } from './carry-out.js';
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

/** Makes a product with its first price at Stripe. @throws Forbidden, InvalidInput, StripeRefused */
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
  const operation_id = await deps.db.transaction((tx) =>
    writeChange(tx, { kind: 'product.create', parameters, why, told }),
  );
  return carryOut(deps, operation_id);
}

function requireSellable({ first_price, ...product }: NewProduct): void {
  const terms: ProductTerms = { ...product, active: true, fault: null };
  if (offerTerms(terms, { ...first_price, active: true, fault: null }).for_sale) return;
  throw new InvalidInput({ credit_amount: 'Say how many credits it gives.' });
}
