import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import type { Operation, OperationKind } from '../stripe/operations.js';
import { tellRenewal } from '../subscriptions/tell.js';

/** `subscription` is an id in Stripe. */
export interface SetRenewal {
  subscription: string;
  renews: boolean;
  /** Whether what is undone is an end on a date of its own. */
  on_date: boolean;
}

/** Lets a subscription end with its period, or go on after all. */
export const setRenewal: OperationKind<SetRenewal> = {
  object: 'subscription',
  call: (stripe, { parameters: { subscription, renews, on_date } }, options) =>
    stripe.subscriptions.update(
      subscription,
      renews && on_date ? { cancel_at: '' } : { cancel_at_period_end: !renews },
      options,
    ),
  // An update leaves no object of its own: whether it was made shows in the subscription's state.
  find: async (stripe, { parameters: { subscription, renews } }) => {
    const found = await stripe.subscriptions.retrieve(subscription);
    return willRenew(found) === renews ? found : undefined;
  },
  succeeded: followRenewal,
  failed: (tx, { parameters: { subscription: id } }) =>
    enqueue(tx, { queue: 'stripe-objects', payload: { type: 'subscription', id } }),
};

function willRenew({ cancel_at, cancel_at_period_end, ended_at }: Stripe.Subscription): boolean {
  return ended_at === null && cancel_at === null && !cancel_at_period_end;
}

async function followRenewal(tx: Tx, operation: Operation<SetRenewal>): Promise<void> {
  const { id, user_id, parameters } = operation;
  await tx.query(
    `UPDATE subscriptions SET cancel_at_period_end = NOT $2, cancel_at = CASE WHEN NOT $2 THEN current_period_end END
     WHERE stripe_id = $1 AND ended_at IS NULL`,
    [parameters.subscription, parameters.renews],
  );
  await tellRenewal(tx, { operation_id: id, user_id: user_id ?? '', renews: parameters.renews });
}
