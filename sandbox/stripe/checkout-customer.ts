import type Stripe from 'stripe';
import type { Call } from './call.js';
import { emit } from './emit.js';
import { buildCustomer } from './objects/customer.js';
import { insert } from './store.js';

/** Makes a customer of what the payer typed. Answers its id. */
export async function newCustomer(call: Call, session: Stripe.Checkout.Session): Promise<string> {
  const { email = null, name = null } = session.customer_details ?? {};
  const customer = await insert(call, buildCustomer({ created: call.now, email, name }));
  await emit(call, 'customer.created', customer);
  return customer.id;
}
