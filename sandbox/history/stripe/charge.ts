import type Stripe from 'stripe';
import type { Decline } from '../../stripe/cards.js';
import { buildBalanceTransaction } from '../../stripe/objects/balance-transaction.js';
import { chargeOf } from '../../stripe/objects/charge.js';
import { buildPaymentIntent } from '../../stripe/objects/payment-intent.js';
import type { Customer } from '../customer.js';
import { unix } from '../time.js';

type Intent = Stripe.PaymentIntent;
type NewIntent = Pick<Intent, 'amount' | 'currency' | 'description' | 'metadata'>;

/** Stripe makes an intent that nothing has paid yet. */
export function openIntent(customer: Customer, given: NewIntent, at: number): Intent {
  const { random, stripe, world } = customer;
  const id = random.stripeId('pi');
  const intent = buildPaymentIntent({
    id,
    client_secret: `${id}_secret_${random.text(25)}`,
    created: unix(at),
    customer: stripe?.id ?? null,
    ...given,
  });
  world.book.addObject(intent);
  world.book.tell('payment_intent.created', intent, at);
  return intent;
}

/** The bank pays an intent, which then has its charge. */
export function payIntent(
  customer: Customer,
  intent: Intent,
  method: Stripe.PaymentMethod,
  at: number,
): Stripe.Charge {
  const { book } = customer.world;
  const charge = makeCharge(customer, { intent, method, at });
  Object.assign(intent, {
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: method.id,
    status: 'succeeded',
  } satisfies Partial<Intent>);
  book.tell('charge.succeeded', charge, at);
  book.tell('payment_intent.succeeded', intent, at);
  charge.balance_transaction = settle(customer, charge, at);
  book.tell('charge.updated', charge, at);
  return charge;
}

/** The bank declines: the intent keeps the failed charge and waits for another card. */
export function declineIntent(
  customer: Customer,
  intent: Intent,
  { method, decline, at }: { method: Stripe.PaymentMethod; decline: Decline; at: number },
): Stripe.Charge {
  const { book } = customer.world;
  const charge = makeCharge(customer, { intent, method, decline, at });
  Object.assign(intent, {
    last_payment_error: {
      charge: charge.id,
      code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
      decline_code: decline.declineCode,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
      message: decline.message,
      payment_method: structuredClone(method),
      type: 'card_error',
    },
    latest_charge: charge.id,
    payment_method: null,
    status: 'requires_payment_method',
  } satisfies Partial<Intent>);
  book.tell('charge.failed', charge, at);
  book.tell('payment_intent.payment_failed', intent, at);
  return charge;
}

type Attempt = { intent: Intent; method: Stripe.PaymentMethod; decline?: Decline; at: number };

function makeCharge({ random, world }: Customer, { intent, method, decline, at }: Attempt): Stripe.Charge {
  const charge = chargeOf(intent, method, {
    id: random.stripeId('ch'),
    created: unix(at),
    ...(decline ? { decline } : {}),
  });
  const card = charge.payment_method_details?.card;
  if (card && !decline) card.network_transaction_id = random.text(15).toUpperCase();
  return world.book.addObject(charge);
}

function settle({ random, world }: Customer, charge: Stripe.Charge, at: number): string {
  const { amount, currency, description } = charge;
  const transaction = buildBalanceTransaction({
    id: random.stripeId('txn'),
    amount,
    created: unix(at),
    currency,
    description,
    source: charge.id,
    type: 'charge',
  });
  return settled(world.now, world.book.addObject(transaction)).id;
}

/** Money that is old enough is available. */
export function settled(now: number, transaction: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  if (transaction.available_on <= unix(now)) transaction.status = 'available';
  return transaction;
}
