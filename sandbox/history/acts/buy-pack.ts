import type Stripe from 'stripe';
import type { Decline } from '../../stripe/cards.js';
import { type Card, issueCard } from '../cards.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import { grantPack, registerPayment } from '../quickscale/payment.js';
import type { PaymentRow } from '../rows.js';
import { declineIntent, openIntent, payIntent } from '../stripe/charge.js';
import { completeSession, expireSession, type Session } from '../stripe/checkout.js';
import { typeInCard } from '../stripe/customer.js';
import { MINUTE, SECOND } from '../time.js';
import { openCheckout, type PurchaseMetadata } from './open-checkout.js';

export type Purchase = {
  offer: Offer;
  /** The card that pays; none: every attempt is declined and the session expires. */
  card?: Card;
  /** Attempts that the bank declines before. */
  declined?: { card: Card; decline: Decline }[];
  /** Webhooks of it never reach QuickScale. */
  missed?: boolean;
  /** What follows once QuickScale has registered it. */
  onRegistered?: (payment: PaymentRow, at: number) => void;
};

/** A customer goes to Checkout for a pack, types in one card after the other, and waits for his credits. */
export function planPackPurchase(customer: Customer, purchase: Purchase, at: number): void {
  customer.agenda.plan(at, () =>
    planAttempts(customer, purchase, { ...openCheckout(customer, purchase, at), at }),
  );
}

type Begun = { session: Session; metadata: PurchaseMetadata; at: number };

function planAttempts(customer: Customer, purchase: Purchase, begun: Begun): void {
  const { random, agenda } = customer;
  let at = begun.at + random.int(30, 120) * SECOND;
  const declined = purchase.declined ?? [];
  if (purchase.card || declined.length > 0) agenda.plan(at, () => beginIntent(customer, purchase, begun, at));
  for (const refused of declined) {
    const then = at;
    agenda.plan(then, () => decline(customer, purchase, { ...begun, ...refused, at: then }));
    at += random.int(60, 180) * SECOND;
  }
  const { card } = purchase;
  const last = at;
  if (card) agenda.plan(last, () => pay(customer, purchase, { ...begun, card, at: last }));
  else agenda.plan(begun.session.expires_at * 1000, () => expireSession(customer, begun.session));
}

function beginIntent(
  customer: Customer,
  { offer, missed }: Purchase,
  { session, metadata }: Begun,
  at: number,
): void {
  const { book } = customer.world;
  const { unit_amount, currency } = offer.price;
  const intent = openIntent(
    customer,
    { amount: unit_amount ?? 0, currency, description: null, metadata },
    at,
  );
  session.payment_intent = intent.id;
  if (missed) book.missed.set(intent.id, null);
}

/** The intent that the first attempt made. */
function intentOf({ world }: Customer, { session }: Begun): Stripe.PaymentIntent {
  return world.book.objects.get(String(session.payment_intent))?.doc as Stripe.PaymentIntent;
}

function decline(
  customer: Customer,
  { offer }: Purchase,
  attempt: Begun & { card: Card; decline: Decline },
): void {
  const { session, at } = attempt;
  const method = typeInCard(customer, attempt.card, at);
  const charge = declineIntent(customer, intentOf(customer, attempt), {
    method,
    decline: attempt.decline,
    at,
  });
  const description = offer.price.nickname ?? offer.name;
  customer.agenda.follow(at + heardAfter(customer), (now) => {
    registerPayment(customer, { charge, offer, session, description }, now);
  });
}

function pay(customer: Customer, purchase: Purchase, attempt: Begun & { card: Card }): void {
  const { session, at } = attempt;
  const { offer } = purchase;
  const intent = intentOf(customer, attempt);
  const method = typeInCard(customer, attempt.card, at);
  const charge = payIntent(customer, intent, method, at);
  completeSession(customer, session, {}, at);
  if (purchase.missed) return;
  const description = offer.price.nickname ?? offer.name;
  customer.agenda.follow(at + heardAfter(customer), (now) => {
    const payment = registerPayment(customer, { charge, offer, session, description }, now);
    grantPack(customer, payment, now);
    purchase.onRegistered?.(payment, now);
  });
}

/** A webhook and the worker take a moment. */
export function heardAfter({ random }: Customer): number {
  return random.int(900, 4200);
}

/** The card that this customer uses; a new one the first time. */
export function cardOf(customer: Customer, at: number): Card {
  customer.card ??= issueCard(customer.random, customer.person.country, at - MINUTE);
  return customer.card;
}
