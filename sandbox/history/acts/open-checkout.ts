import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import { succeededOperation } from '../quickscale/operation.js';
import { openSession, type Session } from '../stripe/checkout.js';

/** What our checkout writes into Stripe's objects: src/billing/purchase.ts. */
export type PurchaseMetadata = { user_id: string; price: string; quantity: string; operation_id: string };

/** A customer chooses an offer and is sent to Stripe's hosted page. `missed`: its webhooks will never arrive. */
export function openCheckout(
  customer: Customer,
  { offer, missed = false }: { offer: Offer; missed?: boolean },
  at: number,
): { session: Session; metadata: PurchaseMetadata } {
  const { id: user_id, random, world } = customer;
  const price = offer.price.id;
  customer.wasSignedIn(at);
  const metadata = { user_id, price, quantity: '1', operation_id: random.uuid(at) };
  const session = openSession(customer, { offer, metadata, at });
  const { success_url, cancel_url } = session;
  if (missed) world.book.missed.set(session.id, structuredClone(session));
  const operation = {
    id: metadata.operation_id,
    kind: 'checkout.session.create',
    parameters: { user_id, customer: session.customer, price, quantity: 1, success_url, cancel_url },
    idempotency_key: `checkout:${random.hex(64)}`,
    stripe_id: session.id,
  };
  succeededOperation(customer, operation, at);
  return { session, metadata };
}
