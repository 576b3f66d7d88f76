import type Stripe from 'stripe';
import type { Tx } from '../platform/db.js';
import { idOf } from './project/projection.js';
import type { ObjectRef } from './stripe/mirror.js';
import { retryWithNewDefault } from './top-up/state.js';

/**
 * Lets our rows follow a customer's default as it was read, and nothing else does: a row that an operation of ours had
 * changed ahead of the read would be set back by a read that began before it. Answers the default where we do not know it
 * yet.
 */
export async function followDefault(
  tx: Tx,
  { user_id, customer }: { user_id: string; customer: Stripe.Customer },
): Promise<ObjectRef[]> {
  const stripe_id = idOf(customer.invoice_settings.default_payment_method);
  await setDefault(tx, { user_id, stripe_id });
  if (!stripe_id) return [];
  const known = await tx.maybeOne(
    'SELECT FROM payment_methods WHERE stripe_id = $1 AND user_id = $2 AND detached_at IS NULL',
    [stripe_id, user_id],
  );
  return known ? [] : [{ type: 'payment_method', id: stripe_id }];
}

/** The one default of a user, by its id in Stripe; null: none. */
async function setDefault(
  tx: Tx,
  { user_id, stripe_id }: { user_id: string; stripe_id: string | null },
): Promise<void> {
  // The user's row keeps two changes apart; the old default goes first, since there is never more than one.
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
  await tx.query(
    'UPDATE payment_methods SET is_default = false WHERE user_id = $1 AND is_default AND stripe_id IS DISTINCT FROM $2',
    [user_id, stripe_id],
  );
  const chosen = await tx.maybeOne(
    `UPDATE payment_methods SET is_default = true
     WHERE user_id = $1 AND stripe_id = $2 AND detached_at IS NULL AND NOT is_default RETURNING id`,
    [user_id, stripe_id],
  );
  if (chosen) await retryWithNewDefault(tx, user_id);
}

export async function markDetached(tx: Tx, stripe_id: string): Promise<void> {
  await tx.query(
    `UPDATE payment_methods SET detached_at = app.now(), is_default = false
     WHERE stripe_id = $1 AND detached_at IS NULL`,
    [stripe_id],
  );
}

/** A customer that Stripe no longer has takes what he had saved with him. */
export async function forgetMethods(tx: Tx, customer_id: string): Promise<void> {
  await tx.query(
    `UPDATE payment_methods m SET detached_at = app.now(), is_default = false
     FROM users u WHERE u.id = m.user_id AND u.stripe_customer_id = $1 AND m.detached_at IS NULL`,
    [customer_id],
  );
}
