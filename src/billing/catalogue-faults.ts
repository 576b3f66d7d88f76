import type { Tx } from '../platform/db.js';
import { CREDITS_MISSING } from './catalogue-changes/terms.js';
import type { ObjectRef } from './stripe/mirror.js';

/**
 * Settles what follows from a product and its prices together: the product's kind, and which prices are not
 * for sale because nothing says how many credits they buy. Run after either of them changed.
 */
export async function checkCatalogue(tx: Tx, product_stripe_id: string): Promise<void> {
  await tx.query('SELECT FROM products WHERE stripe_id = $1 FOR NO KEY UPDATE', [product_stripe_id]);
  await tx.query(
    `UPDATE products o SET kind = CASE WHEN EXISTS (
       SELECT FROM prices p JOIN stripe_objects m ON m.id = p.stripe_id
       WHERE p.product_id = o.id AND m.data ->> 'type' = 'recurring') THEN 'subscription' ELSE 'pack' END
     WHERE stripe_id = $1`,
    [product_stripe_id],
  );
  await tx.query(
    `UPDATE prices p SET fault = $2 FROM products o
     WHERE o.id = p.product_id AND o.stripe_id = $1 AND p.fault IS NULL
       AND p.credit_amount IS NULL AND o.credit_amount IS NULL`,
    [product_stripe_id, CREDITS_MISSING],
  );
  await tx.query(
    `UPDATE prices p SET fault = NULL FROM products o
     WHERE o.id = p.product_id AND o.stripe_id = $1 AND p.fault = $2
       AND coalesce(p.credit_amount, o.credit_amount) IS NOT NULL`,
    [product_stripe_id, CREDITS_MISSING],
  );
}

/** Charges and invoices that were paid while nobody knew how many credits that buys, and now it is known. */
export async function chargesThatWaited(tx: Tx, product_stripe_id: string): Promise<ObjectRef[]> {
  return tx.query<ObjectRef>(
    `SELECT DISTINCT m.type, m.id FROM discrepancies d
     JOIN stripe_objects m ON m.id IN (d.stripe_id, d.detail ->> 'invoice') AND m.type IN ('charge', 'invoice')
     JOIN prices p ON p.stripe_id = d.detail ->> 'price' JOIN products o ON o.id = p.product_id
     WHERE d.kind = 'catalogue_fault' AND d.status = 'open' AND o.stripe_id = $1
       AND coalesce(p.credit_amount, o.credit_amount) IS NOT NULL`,
    [product_stripe_id],
  );
}
