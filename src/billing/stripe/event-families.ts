import { isFollowed } from '../project/index.js';

/**
 * Families of events that have to do with what we sell, and all types of them, those too that Stripe has yet to invent.
 * docs/stripe-events.md says what follows from each.
 */
export const FAMILIES = [
  'charge',
  'checkout.session',
  'credit_note',
  'customer',
  'invoice',
  'invoice_payment',
  'payment_intent',
  'payment_method',
  'price',
  'product',
  'refund',
  'setup_intent',
  'subscription_schedule',
] as const;

/** What an event is, and of what it tells: kind and id of a Stripe object. Not every object has an id. */
export interface Told {
  type: string;
  object_type: string;
  object_id: string | null;
}

/** Ids of what Stripe only foretells, such as the invoice of `invoice.upcoming`: there is nothing to read. */
const FORETOLD = /^upcoming_/;

/** Whether an event is worked on. Any other is kept and ignored. */
export function isWorkedOn({ type, object_type, object_id }: Told): boolean {
  const isOurs = FAMILIES.some((family) => type.startsWith(`${family}.`));
  return isOurs && isFollowed(object_type) && Boolean(object_id) && !FORETOLD.test(object_id ?? '');
}
