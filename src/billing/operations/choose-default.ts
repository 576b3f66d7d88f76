import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import { READ } from '../stripe/client.js';
import type { OperationKind } from '../stripe/operations.js';
import { LIVE, liveSubscriptions } from '../subscription-rows.js';

/** Both are ids in Stripe. */
export interface ChooseDefault {
  customer: string;
  payment_method: string;
  /** Nobody chose it, it is the first that was saved: a plan keeps its own method while that can be charged. */
  first?: boolean;
}

/**
 * Makes a saved payment method the one that invoices and top-ups are charged to. A plan that was begun in Checkout has a
 * method of its own, which comes before the customer's: it is taken off the plan.
 */
export const chooseDefault: OperationKind<ChooseDefault> = {
  object: 'customer',
  call: async (stripe, { parameters }, options) => {
    const { customer, payment_method } = parameters;
    const updated = await stripe.customers.update(
      customer,
      { invoice_settings: { default_payment_method: payment_method } },
      options,
    );
    for (const { id } of await paidOtherwise(stripe, parameters)) {
      const idempotencyKey = `${options.idempotencyKey}:${id}`;
      await stripe.subscriptions.update(id, { default_payment_method: '' }, { ...options, idempotencyKey });
    }
    return updated;
  },
  // An update leaves no object of its own: whether it was made shows in the state.
  find: async (stripe, { parameters }) => {
    const { customer, payment_method } = parameters;
    const found = await stripe.customers.retrieve(customer);
    if (found.deleted || found.invoice_settings.default_payment_method !== payment_method) return undefined;
    const others = await paidOtherwise(stripe, parameters);
    return others.length === 0 ? found : undefined;
  },
  succeeded: (tx, { user_id }) => readPlans(tx, user_id ?? ''),
  failed: (tx, { parameters: { payment_method: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'payment_method', id } }),
};

/** The customer's plans that have another method of their own than this one, which is to pay them. */
async function paidOtherwise(
  stripe: Stripe,
  { customer, payment_method, first }: ChooseDefault,
): Promise<Stripe.Subscription[]> {
  const expand = ['data.default_payment_method'];
  const { data } = await stripe.subscriptions.list({ customer, limit: 100, expand }, READ);
  return data.filter(({ status, default_payment_method: own }) => {
    if (!LIVE.includes(status) || own === null || typeof own === 'string') return false;
    return own.id !== payment_method && !(first && own.customer !== null);
  });
}

/** Which method pays a plan is read from Stripe. */
async function readPlans(tx: Tx, user_id: string): Promise<void> {
  for (const { stripe_id: id } of await liveSubscriptions(tx, user_id))
    await enqueue(tx, { queue: 'stripe-objects', payload: { type: 'subscription', id } });
}
