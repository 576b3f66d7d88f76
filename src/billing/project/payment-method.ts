import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { followDefault, markDetached } from '../saved-methods.js';
import { READ } from '../stripe/client.js';
import { mirrored, type ObjectRef } from '../stripe/mirror.js';
import { idOf, instant, type Projection } from './projection.js';

/** What a customer has saved to pay with. What belongs to no customer of ours is none of our rows' business. */
export const paymentMethodProjection: Projection<Stripe.PaymentMethod> = {
  read: (stripe, id) => stripe.paymentMethods.retrieve(id, {}, READ),
  needs: async (_at, { customer }) => {
    const id = idOf(customer);
    return id ? [{ type: 'customer', id }] : [];
  },
  project: storeMethod,
  removed: markDetached,
};

async function storeMethod(tx: Tx, method: Stripe.PaymentMethod): Promise<ObjectRef[]> {
  const customer_id = idOf(method.customer);
  if (!customer_id) {
    await markDetached(tx, method.id);
    return [];
  }
  const owner = await tx.maybeOne<{ id: string }>(
    'SELECT id FROM users WHERE stripe_customer_id = $1 FOR NO KEY UPDATE',
    [customer_id],
  );
  if (!owner) return [];
  await upsert(tx, { user_id: owner.id, method });
  const customer = await mirrored<Stripe.Customer>(tx, customer_id);
  return customer ? followDefault(tx, { user_id: owner.id, customer }) : [];
}

async function upsert(
  tx: Tx,
  { user_id, method }: { user_id: string; method: Stripe.PaymentMethod },
): Promise<void> {
  const { id, type, card, sepa_debit, created } = method;
  await tx.query(
    `INSERT INTO payment_methods (stripe_id, user_id, type, brand, last4, exp_month, exp_year, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (stripe_id) DO UPDATE
     SET user_id = EXCLUDED.user_id, brand = EXCLUDED.brand, last4 = EXCLUDED.last4, exp_month = EXCLUDED.exp_month,
         exp_year = EXCLUDED.exp_year, detached_at = NULL`,
    [
      id,
      user_id,
      type,
      card?.brand ?? type,
      card?.last4 ?? sepa_debit?.last4 ?? null,
      card?.exp_month ?? null,
      card?.exp_year ?? null,
      instant(created),
    ],
  );
}
