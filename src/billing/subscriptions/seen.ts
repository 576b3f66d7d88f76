import type { SubscriptionView } from './view.js';
import type { Seen } from './wish.js';

/** What whoever asks for a change has before him. */
export function seenBy({ stripe_price_id, current_period_end }: SubscriptionView): Seen {
  return { price: stripe_price_id, period_end: Math.floor(current_period_end.getTime() / 1000) };
}
