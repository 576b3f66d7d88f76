import type { OperationKind } from '../stripe/operations.js';

/** `{ user_id, email, name }` of the user who gets a customer in Stripe. */
export interface CreateCustomer {
  user_id: string;
  email: string;
  name: string;
}

export const createCustomer: OperationKind<CreateCustomer> = {
  object: 'customer',
  call: (stripe, { id, parameters: { user_id, email, name } }, options) =>
    stripe.customers.create(
      { email, ...(name ? { name } : {}), metadata: { user_id, operation_id: id } },
      options,
    ),
  find: async (stripe, { id, parameters: { email } }) => {
    for await (const customer of stripe.customers.list({ email, limit: 100 })) {
      if (customer.metadata.operation_id === id) return customer;
    }
    return undefined;
  },
  succeeded: async (tx, { parameters: { user_id } }, stripe_id) => {
    await tx.query('UPDATE users SET stripe_customer_id = $2 WHERE id = $1 AND stripe_customer_id IS NULL', [
      user_id,
      stripe_id,
    ]);
  },
};
