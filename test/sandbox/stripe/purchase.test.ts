import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';

let sandbox: SandboxStripe;
let stripe: Stripe;
let price: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe();
  stripe = sandbox.stripe;
  const product = await stripe.products.create({ name: 'Credits', metadata: { credit_amount: '500' } });
  price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 2000 });
});
afterAll(() => sandbox.close());

function openSession(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: price.id, quantity: 2 }],
    success_url: 'http://127.0.0.1:1/success?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:1/cancel',
    ...params,
  });
}

/** Presses a button of a hosted page, as a browser without JavaScript does, and answers where it leads. */
async function press(url: string, fields: Record<string, string>) {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    text: await response.text(),
  };
}

test('a session has no payment intent until somebody tries to pay', async () => {
  const session = await openSession();
  expect(session).toMatchObject({
    status: 'open',
    payment_status: 'unpaid',
    amount_total: 4000,
    payment_intent: null,
  });
});

test('paying with 4242 completes the session and charges the card', async () => {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  const session = await openSession({
    customer: customer.id,
    payment_intent_data: { metadata: { order: '7' } },
  });
  const { status, location } = await press(session.url!, { card: '4242424242424242' });
  expect(status).toBe(303);
  expect(location).toBe(`http://127.0.0.1:1/success?session=${session.id}`);
  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['line_items', 'payment_intent.latest_charge.balance_transaction'],
  });
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', customer: customer.id });
  expect(paid.line_items?.data).toMatchObject([{ quantity: 2, amount_total: 4000, description: 'Credits' }]);
  expect(paid.payment_intent).toMatchObject({
    status: 'succeeded',
    amount_received: 4000,
    metadata: { order: '7' },
    latest_charge: {
      status: 'succeeded',
      customer: customer.id,
      payment_method_details: { card: { brand: 'visa', last4: '4242' } },
      balance_transaction: { amount: 4000, fee: 146, net: 3854, type: 'charge' },
    },
  });
});
