import type Stripe from 'stripe';
import type { Customer } from '../customer.js';
import { iso, SECOND } from '../time.js';

/** A card that Stripe keeps for a customer, as its event leads here: the newest is the default. */
export function savedMethod(
  { id: user_id, random, world }: Customer,
  { id: stripe_id, card, created }: Stripe.PaymentMethod,
  at: number,
): void {
  if (!card) throw new Error(`${stripe_id} is no card`);
  for (const row of world.book.rows('payment_methods')) {
    if (row.user_id === user_id) row.is_default = false;
  }
  world.book.insert('payment_methods', {
    id: random.fork(stripe_id).uuid(at),
    stripe_id,
    user_id,
    type: 'card',
    brand: card.brand,
    last4: card.last4,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    is_default: true,
    created_at: iso(created * SECOND),
  });
}
