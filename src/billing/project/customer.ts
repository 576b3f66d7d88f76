import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { type Finding, raise } from '../discrepancies.js';
import { followDefault, forgetMethods } from '../saved-methods.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { type Projection, uuidIn } from './projection.js';

export const customerProjection: Projection<Stripe.Customer> = {
  read: (stripe, id) => stripe.customers.retrieve(id, {}, READ),
  project: linkCustomer,
  // Stripe answers nothing but an error for a deleted customer's checkout: the next one makes a new customer.
  removed: async (tx, id) => {
    await tx.query('SELECT FROM users WHERE stripe_customer_id = $1 FOR NO KEY UPDATE', [id]);
    await forgetMethods(tx, id);
    await tx.query('UPDATE users SET stripe_customer_id = NULL WHERE stripe_customer_id = $1', [id]);
  },
};

/** Links the customer to the user that its metadata names. Either one's being linked elsewhere is a discrepancy. */
async function linkCustomer(tx: Tx, customer: Stripe.Customer): Promise<ObjectRef[]> {
  const user_id = uuidIn(customer.metadata, 'user_id');
  if (!user_id) return [];
  const user = await tx.maybeOne<{ stripe_customer_id: string | null }>(
    'SELECT stripe_customer_id FROM users WHERE id = $1 FOR NO KEY UPDATE',
    [user_id],
  );
  if (!user) return [];
  const finding = await misfit(tx, { customer, user_id, linked: user.stripe_customer_id });
  const charges = await unregisteredCharges(tx, customer.id);
  if (finding) {
    await raise(tx, finding);
    return charges;
  }
  const methods = await followDefault(tx, { user_id, customer });
  // Last: a change of this column keeps out every row that refers to the user, of whoever holds his wallet or top-up too.
  await tx.query('UPDATE users SET stripe_customer_id = $2 WHERE id = $1', [user_id, customer.id]);
  return [...charges, ...methods];
}

async function misfit(
  tx: Tx,
  { customer, user_id, linked }: { customer: Stripe.Customer; user_id: string; linked: string | null },
): Promise<Finding | undefined> {
  const finding = { kind: 'customer_mismatch', stripe_id: customer.id, user_id } as const;
  const other = await tx.maybeOne<{ id: string }>(
    'SELECT id FROM users WHERE stripe_customer_id = $1 AND id <> $2',
    [customer.id, user_id],
  );
  if (other)
    return {
      ...finding,
      detail: { why: 'Stripe names this user, and the customer is another user’s here.', user_id: other.id },
    };
  if (linked === null || linked === customer.id) return undefined;
  return { ...finding, detail: { why: 'Stripe has a second customer for this user.', linked } };
}

/** Charges that could not be registered while nobody knew whose customer this was. */
async function unregisteredCharges(tx: Tx, customer_id: string): Promise<ObjectRef[]> {
  return tx.query<ObjectRef>(
    `SELECT o.type, o.id FROM discrepancies d JOIN stripe_objects o ON o.id = d.stripe_id
     WHERE d.status = 'open' AND d.kind = 'unknown_customer' AND o.type = 'charge' AND o.customer = $1`,
    [customer_id],
  );
}
