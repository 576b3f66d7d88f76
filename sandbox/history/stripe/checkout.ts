import type Stripe from 'stripe';
import { buildCheckoutSession, buildLineItem, type LineItem } from '../../stripe/objects/checkout-session.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import { DAY, unix } from '../time.js';
import { knownToStripe } from './customer.js';

/** Where the pages of the portal were while the year went by. */
export const SITE = 'https://quickscale.example';

export type Session = Stripe.Checkout.Session;

/** What a session keeps to itself, and what Stripe answers for it when asked for its lines. */
export type SessionHidden = { items: LineItem[]; intent: { metadata: Record<string, string> } };

/** An open session on Stripe's hosted page. */
export function openSession(
  customer: Customer,
  { offer, metadata, at }: { offer: Offer; metadata: Record<string, string>; at: number },
): Session {
  const { person, random, world } = customer;
  const items = [{ ...buildLineItem(offer.price, offer.name, 1), id: random.stripeId('li') }];
  const session = buildCheckoutSession({
    id: random.stripeId('cs_test', 58),
    amount_total: offer.price.unit_amount ?? 0,
    cancel_url: `${SITE}/checkout/cancelled`,
    client_reference_id: customer.id,
    created: unix(at),
    currency: offer.price.currency,
    customer: knownToStripe(customer, at).id,
    customer_details: {
      address: null,
      business_name: null,
      email: person.email,
      individual_name: null,
      name: person.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: null,
    },
    expires_at: unix(at + DAY),
    metadata,
    mode: offer.kind === 'subscription' ? 'subscription' : 'payment',
    success_url: `${SITE}/checkout/success?session_id={CHECKOUT_SESSION_ID}`,
  });
  return world.book.addObject(session, { items, intent: { metadata } } satisfies SessionHidden);
}

/** The customer has paid and goes back to where he came from. */
export function completeSession(
  customer: Customer,
  session: Session,
  bought: Partial<Pick<Session, 'invoice' | 'subscription'>>,
  at: number,
): void {
  Object.assign(session, {
    ...bought,
    payment_status: 'paid',
    status: 'complete',
    url: null,
  } satisfies Partial<Session>);
  customer.world.book.tell('checkout.session.completed', session, at);
}

/** Nobody paid for a day: the session is over, and so is an intent that was tried. */
export function expireSession({ world: { book } }: Customer, session: Session): void {
  const at = session.expires_at * 1000;
  Object.assign(session, { status: 'expired', url: null } satisfies Partial<Session>);
  const intent = book.objects.get(String(session.payment_intent))?.doc as Stripe.PaymentIntent | undefined;
  if (intent) {
    Object.assign(intent, {
      canceled_at: session.expires_at,
      cancellation_reason: 'expired',
      status: 'canceled',
    } satisfies Partial<Stripe.PaymentIntent>);
    book.tell('payment_intent.canceled', intent, at);
  }
  book.tell('checkout.session.expired', session, at);
}
