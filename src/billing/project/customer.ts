import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { raise } from '../discrepancies.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { type Projection, uuidIn } from './projection.js';

export const customerProjection: Projection<Stripe.Customer> = {
  read: (stripe, id) => stripe.customers.retrieve(id, {}, READ),
  project: linkCustomer,
  // Stripe answers nothing but an error for a deleted customer's checkout: the next one makes a new customer.
  removed: async (tx, id) => {
    await tx.query('UPDATE users SET stripe_customer_id = NULL WHERE stripe_customer_id = $1', [id]);
  },
};

/** Links the customer to the user that its metadata names. A user who has another one already is a discrepancy. */
async function linkCustomer(tx: Tx, customer: Stripe.Customer): Promise<ObjectRef[]> {
  const user_id = uuidIn(customer.metadata, 'user_id');
  if (!user_id) return [];
  const user = await tx.maybeOne<{ stripe_customer_id: string | null }>(
    'SELECT stripe_customer_id FROM users WHERE id = $1 FOR NO KEY UPDATE',
    [user_id],
  );
  if (!user) return [];
  if (user.stripe_customer_id === null) {
    await tx.query('UPDATE users SET stripe_customer_id = $2 WHERE id = $1', [user_id, customer.id]);
  } else if (user.stripe_customer_id !== customer.id) {
    await raise(tx, {
      kind: 'customer_mismatch',
      stripe_id: customer.id,
      user_id,
      detail: { why: 'Stripe has a second customer for this user.', linked: user.stripe_customer_id },
    });
  }
  return unregisteredCharges(tx, customer.id);
}

/** Charges that could not be registered while nobody knew whose customer this was. */
async function unregisteredCharges(tx: Tx, customer_id: string): Promise<ObjectRef[]> {
  return tx.query<ObjectRef>(
    `SELECT o.type, o.id FROM discrepancies d JOIN stripe_objects o ON o.id = d.stripe_id
     WHERE d.status = 'open' AND d.kind = 'unknown_customer' AND o.type = 'charge' AND o.customer = $1`,
    [customer_id],
  );
}
