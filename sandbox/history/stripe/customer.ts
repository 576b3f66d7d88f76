import type Stripe from 'stripe';
import { buildCustomer } from '../../stripe/objects/customer.js';
import { buildPaymentMethod, NO_BILLING_DETAILS } from '../../stripe/objects/payment-method.js';
import type { Card } from '../cards.js';
import type { Customer } from '../customer.js';
import { succeededOperation } from '../quickscale/operation.js';
import { savedMethod } from '../quickscale/saved-method.js';
import { SECOND, unix } from '../time.js';

/** The test card that is saved without a complaint and declined whenever it is charged. */
const DECLINES_WHEN_CHARGED = '4000000000000341';

/** Stripe's customer, made at the first need, and linked. */
export function knownToStripe(customer: Customer, at: number): Stripe.Customer {
  if (customer.stripe) return customer.stripe;
  const { id, person, random, user, world } = customer;
  const operation_id = random.uuid(at);
  const made = buildCustomer({
    id: random.stripeId('cus', 14),
    created: unix(at),
    email: person.email,
    invoice_prefix: random.text(8).toUpperCase(),
    metadata: { user_id: id, operation_id },
    name: person.name,
  });
  world.book.addObject(made);
  world.book.tell('customer.created', made, at);
  const parameters = { user_id: id, email: person.email, name: person.name };
  const idempotency_key = `customer.create:${id}:0`;
  const operation = {
    id: operation_id,
    kind: 'customer.create',
    parameters,
    idempotency_key,
    stripe_id: made.id,
  };
  succeededOperation(customer, operation, at);
  customer.stripe = made;
  user.stripe_customer_id = made.id;
  return made;
}

/** A card typed into a hosted page. */
export function typeInCard(
  { person, random, world }: Customer,
  { details, number }: Card,
  at: number,
): Stripe.PaymentMethod {
  const method = buildPaymentMethod({
    id: random.stripeId('pm'),
    billing_details: {
      ...NO_BILLING_DETAILS,
      address: { ...NO_BILLING_DETAILS.address, country: person.country } as Stripe.Address,
      email: person.email,
      name: person.name,
    },
    card: details,
    created: unix(at),
  });
  return world.book.addObject(method, { number });
}

/** The bank pays nothing with this customer's card any more. */
export function declineFromNowOn({ method, world }: Customer): void {
  if (method) world.book.addObject(method, { number: DECLINES_WHEN_CHARGED });
}

/** Keeps a card for later payments. */
export function keepCard(customer: Customer, method: Stripe.PaymentMethod, at: number): void {
  const known = knownToStripe(customer, at);
  method.customer = known.id;
  known.invoice_settings.default_payment_method = method.id;
  customer.method = method;
  savedMethod(customer, method, at);
  customer.world.book.tell('payment_method.attached', method, at + SECOND);
}
