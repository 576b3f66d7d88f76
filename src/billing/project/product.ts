import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { productTerms } from '../catalogue-changes/terms.js';
import { chargesThatWaited, checkCatalogue } from '../catalogue-faults.js';
import { keepVersion } from '../credit-amount.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { instant, type Projection } from './projection.js';

export const productProjection: Projection<Stripe.Product> = {
  read: (stripe, id) => stripe.products.retrieve(id, {}, READ),
  project: storeProduct,
  removed: async (tx, id) => {
    await tx.query(
      'UPDATE prices SET active = false FROM products o WHERE o.id = product_id AND o.stripe_id = $1',
      [id],
    );
    await tx.query('UPDATE products SET active = false, updated_at = app.now() WHERE stripe_id = $1', [id]);
  },
};

async function storeProduct(tx: Tx, product: Stripe.Product): Promise<ObjectRef[]> {
  const { name, description, credit_amount, trial_credit_amount, fault, active } = productTerms(product);
  await tx.query(
    `INSERT INTO products (stripe_id, name, description, kind, credit_amount, trial_credit_amount, fault, active, created_at)
     VALUES ($1, $2, $3, 'pack', $4, $5, $6, $7, $8)
     ON CONFLICT (stripe_id) DO UPDATE
     SET name = EXCLUDED.name, description = EXCLUDED.description, credit_amount = EXCLUDED.credit_amount,
         trial_credit_amount = EXCLUDED.trial_credit_amount, fault = EXCLUDED.fault, active = EXCLUDED.active,
         updated_at = app.now()`,
    [
      product.id,
      name,
      description,
      credit_amount,
      trial_credit_amount,
      fault,
      active,
      instant(product.created),
    ],
  );
  await keepVersion(tx, {
    stripe_id: product.id,
    credit_amount,
    created: instant(product.created),
    changed: instant(product.updated),
  });
  await checkCatalogue(tx, product.id);
  return chargesThatWaited(tx, product.id);
}
