import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { createClock } from '../../../sandbox/clock.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { createPayer, createPlan, createPrice, press } from './shop.js';

const clock = createClock();
let sandbox: SandboxStripe;
let stripe: Stripe;
let pro: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true, clock });
  stripe = sandbox.stripe;
  pro = await createPlan(stripe);
});
afterAll(() => sandbox.close());

async function openSession(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  return stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'subscription',
    line_items: [{ price: pro.id, quantity: 2 }],
    success_url: 'http://127.0.0.1:1/success?session={CHECKOUT_SESSION_ID}',
    ...params,
  });
}
const completed = ({ id }: { id: string }) =>
  stripe.checkout.sessions.retrieve(id, { expand: ['subscription', 'invoice.payments'] });

test('a subscription and its invoice exist once its Checkout is paid, and not before', async () => {
  const session = await openSession({ subscription_data: { metadata: { seat: '7' } } });
  expect(session).toMatchObject({ status: 'open', amount_total: 9800, subscription: null, invoice: null });
  await press(String(session.url), { card: '4000000000009995' });
  expect(await (await fetch(String(session.url))).text()).toContain('Your card has insufficient funds.');
  expect(
    (await stripe.subscriptions.list({ customer: String(session.customer), status: 'all' })).data,
  ).toEqual([]);
  const { location } = await press(String(session.url), { card: '4242424242424242' });
  expect(location).toBe(`http://127.0.0.1:1/success?session=${session.id}`);
  const done = await completed(session);
  expect(done).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    payment_intent: null,
    invoice: {
      status: 'paid',
      total: 9800,
      billing_reason: 'subscription_create',
      payments: { data: [{ status: 'paid' }] },
    },
    subscription: {
      status: 'active',
      metadata: { seat: '7' },
      customer: session.customer,
      default_payment_method: expect.stringMatching(/^pm_/),
      items: { data: [{ quantity: 2 }] },
    },
  });
  const { data } = await stripe.customers.listPaymentMethods(String(session.customer));
  expect(data.map(({ id }) => id)).toEqual([
    (done.subscription as Stripe.Subscription).default_payment_method,
  ]);
});

test('a card that needs the bank’s challenge subscribes after it, and pays renewals without its holder', async () => {
  const session = await openSession();
  const challenge = await press(String(session.url), { card: '4000002500003155' });
  expect(challenge.location).toMatch(/\/challenge\/pi_/);
  const back = await press(challenge.location, { outcome: 'fail' });
  expect(back.location).toBe(session.url);
  const again = await press(String(session.url), { card: '4000002500003155' });
  await press(again.location, { outcome: 'complete' });
  const { subscription } = await completed(session);
  expect(subscription).toMatchObject({ status: 'active' });
  await sandbox.control('POST', 'clock', { advance: 'P1MT2H' });
  expect(await stripe.subscriptions.retrieve((subscription as Stripe.Subscription).id)).toMatchObject({
    status: 'active',
  });
});

test('a trial asks for a card and no money', async () => {
  const session = await openSession({ subscription_data: { trial_period_days: 7 } });
  await press(String(session.url), { card: '4242424242424242' });
  expect(await completed(session)).toMatchObject({
    payment_status: 'no_payment_required',
    invoice: { total: 0, status: 'paid' },
    subscription: { status: 'trialing' },
  });
  expect((await stripe.charges.list({ customer: String(session.customer) })).data).toEqual([]);
});

test('somebody unknown becomes a customer, and a price that is paid once begins no subscription', async () => {
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: pro.id, quantity: 1 }],
    success_url: 'http://127.0.0.1:1/success',
  });
  await press(String(session.url), { card: '4242424242424242', email: 'new@example.com' });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['customer'] });
  expect(done.customer).toMatchObject({ email: 'new@example.com' });
  const once = await createPrice(stripe);
  await expect(openSession({ line_items: [{ price: once.id, quantity: 1 }] })).rejects.toMatchObject({
    statusCode: 400,
    param: 'line_items[0][price]',
  });
});

test('in the customer portal a customer sees his plan, cancels it, keeps it and changes his card', async () => {
  const { id: customer } = await createPayer(stripe);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: pro.id }] });
  const { url } = await stripe.billingPortal.sessions.create({
    customer,
    return_url: 'http://127.0.0.1:1/back',
  });
  expect(await (await fetch(url)).text()).toContain('$49.00 / month');
  await press(url, { cancel: id });
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ cancel_at_period_end: true });
  await press(url, { keep: id });
  await press(url, { card: '5555555555554444' });
  const after = await stripe.subscriptions.retrieve(id, { expand: ['default_payment_method'] });
  expect(after).toMatchObject({ cancel_at_period_end: false });
  expect(after.default_payment_method).toMatchObject({ card: { brand: 'mastercard' } });
});

test('a subscription’s charge is refunded and disputed like any other', async () => {
  const { id: customer } = await createPayer(stripe);
  await stripe.subscriptions.create({ customer, items: [{ price: pro.id }] });
  const [charge] = (await stripe.charges.list({ customer })).data;
  const refund = await stripe.refunds.create({ charge: String(charge?.id), amount: 900 });
  expect(refund).toMatchObject({ status: 'succeeded', amount: 900 });
  const dispute = await sandbox.control('POST', 'disputes', { charge: charge?.id });
  expect(dispute).toMatchObject({ charge: charge?.id, status: 'needs_response' });
});
