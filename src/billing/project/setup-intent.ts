import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import type { ChooseDefault } from '../operations/choose-default.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { writeOperation } from '../stripe/operations.js';
import { idOf, type Projection } from './projection.js';

/** An intent to save a payment method has no row of ours: what it saved has. */
export const setupIntentProjection: Projection<Stripe.SetupIntent> = {
  read: (stripe, id) => stripe.setupIntents.retrieve(id, {}, READ),
  needs: async (_at, intent) => {
    const id = savedBy(intent);
    return id ? [{ type: 'payment_method', id }] : [];
  },
  project: async (tx, intent): Promise<ObjectRef[]> => {
    const id = savedBy(intent);
    if (id) await chooseFirst(tx, id);
    return [];
  },
};

function savedBy({ status, payment_method }: Stripe.SetupIntent): string | null {
  return status === 'succeeded' ? idOf(payment_method) : null;
}

/** What a customer saves while he has no default becomes it: nobody saves a card to leave it unused. */
async function chooseFirst(tx: Tx, payment_method: string): Promise<void> {
  const owner = await tx.maybeOne<{ user_id: string; customer: string }>(
    `SELECT u.id AS user_id, u.stripe_customer_id AS customer
     FROM payment_methods m JOIN users u ON u.id = m.user_id
     WHERE m.stripe_id = $1 AND m.detached_at IS NULL AND u.stripe_customer_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM payment_methods d WHERE d.user_id = u.id AND d.is_default)
     FOR NO KEY UPDATE OF u`,
    [payment_method],
  );
  if (!owner) return;
  const { user_id, customer } = owner;
  const parameters: ChooseDefault = { customer, payment_method, first: true };
  await writeOperation(tx, {
    kind: 'payment_method.choose',
    parameters,
    idempotency_key: `payment_method.choose:first:${payment_method}`,
    user_id,
  });
}
