import type { Queryable } from '../../platform/db.js';

/** What an operator said that a charge was for. Without a price it bought no credits. */
export interface RegisteredByHand {
  user_id: string;
  /** The price's id in Stripe. */
  price: string | null;
  quantity: number;
  /** What the customer reads where no price names it; may be empty. */
  description: string;
}

/** What an operator said of a charge; undefined where none did. */
export async function registeredByHand(
  db: Queryable,
  charge_id: string,
): Promise<RegisteredByHand | undefined> {
  return db.maybeOne<RegisteredByHand>(
    `SELECT m.user_id, p.stripe_id AS price, coalesce(m.quantity, 1) AS quantity, m.description
     FROM manual_registrations m LEFT JOIN prices p ON p.id = m.price_id WHERE m.stripe_charge_id = $1`,
    [charge_id],
  );
}
