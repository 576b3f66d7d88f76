import { z } from 'zod';
import { CHECKOUT_QUANTITY_MAX, catalogue } from '../../billing/index.js';
import type { Queryable } from '../../platform/db.js';
import { offerOf } from './offers.js';

/**
 * What the page of a checkout that could not be opened knows of it, from its address. The form's key is kept: should
 * Stripe have opened a payment page after all, trying again leads to that one.
 */
const NotOpened = z.object({
  price: z.uuid(),
  quantity: z.coerce.number().int().min(1).max(CHECKOUT_QUANTITY_MAX),
  attempt: z.uuid(),
  /** For good: the same form would only be refused again. */
  refused: z.stringbool().default(false),
});

export function notOpenedPath({ price, quantity, attempt, refused }: z.output<typeof NotOpened>): string {
  const wanted = { price, quantity: String(quantity), attempt, refused: String(refused) };
  return `/checkout/error?${new URLSearchParams(wanted)}`;
}

/** What the page shows; less, where its address says nothing, or the price is not for sale any more. */
export async function notOpened(db: Queryable, query: unknown) {
  const { data: wanted } = NotOpened.safeParse(query);
  const offer = wanted && offerOf(await catalogue(db), wanted.price);
  if (!offer) return { refused: wanted?.refused };
  const { quantity } = wanted;
  const { name, amount, billing_interval, currency } = offer;
  const total_minor = offer.unit_amount_minor * quantity;
  const times = quantity > 1 ? quantity : undefined;
  return { ...wanted, choice: { name, times, amount, billing_interval, total_minor, currency } };
}
