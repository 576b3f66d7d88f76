import type { Db } from '../platform/db.js';
import { enqueue } from '../platform/outbox.js';
import { UnknownCheckout } from './errors.js';

/** A page asks each second; Stripe is asked once in this many. */
const READ_EVERY_SECONDS = 5;

/** @throws UnknownCheckout when it is not this customer's, or was begun for something else */
export async function requireOwnSession(
  db: Db,
  given: {
    session_id: string;
    user_id: string;
    kind: 'checkout.session.create' | 'checkout.session.setup';
  },
): Promise<void> {
  const { session_id, user_id, kind } = given;
  const own = await db.maybeOne(
    'SELECT FROM stripe_operations WHERE stripe_id = $1 AND user_id = $2 AND kind = $3',
    [session_id, user_id, kind],
  );
  if (!own) throw new UnknownCheckout();
}

/** Asks for a fresh read, so that a page that waits turns even when Stripe's event never comes. */
export async function askForRead(db: Db, session_id: string): Promise<void> {
  const slot = Math.floor(Date.now() / (READ_EVERY_SECONDS * 1000));
  await db.transaction((tx) =>
    enqueue(tx, {
      queue: 'stripe-objects',
      payload: { type: 'checkout.session', id: session_id },
      key: `read:${session_id}:${slot}`,
    }),
  );
}
