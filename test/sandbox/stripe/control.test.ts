import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { createClock } from '../../../sandbox/clock.js';
import { openPool, writeObjects } from '../../../sandbox/stripe/index.js';
import { buildCustomer } from '../../../sandbox/stripe/objects/customer.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { createPrice, press } from './shop.js';

const DAY_MS = 86_400_000;
const clock = createClock();
let sandbox: SandboxStripe;
let stripe: Stripe;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  sandbox = await startSandboxStripe({
    checked: true,
    clock,
    webhook: { url: receiver.url, secret: 'whsec_a' },
  });
  stripe = sandbox.stripe;
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

test('a charge made in the dashboard is a whole payment', async () => {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  const made = await sandbox.control('POST', 'charges', {
    customer: customer.id,
    amount: 2500,
    currency: 'eur',
    metadata: { a: '1' },
  });
  const charge = await stripe.charges.retrieve(String(made.id), { expand: ['payment_intent'] });
  expect(charge).toMatchObject({
    amount: 2500,
    currency: 'eur',
    customer: customer.id,
    status: 'succeeded',
    payment_intent: { status: 'succeeded', metadata: { a: '1' } },
  });
});

test('without a webhook the events are there and nobody is told', async () => {
  await sandbox.control('POST', 'webhooks/deliver');
  const before = receiver.received.length;
  const charge = await sandbox.control('POST', 'charges', { amount: 700, webhook: false });
  const refund = await sandbox.control('POST', 'refunds', { charge: charge.id, amount: 200, webhook: false });
  await sandbox.control('POST', 'webhooks/deliver');
  expect(receiver.received).toHaveLength(before);
  expect(await stripe.refunds.retrieve(String(refund.id))).toMatchObject({ amount: 200, charge: charge.id });
  expect((await stripe.events.list({ type: 'refund.created' })).data[0]?.data.object).toMatchObject({
    id: refund.id,
  });
});

test('whatever the API changes can be changed in the dashboard with nobody told', async () => {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  const price = await createPrice(stripe);
  await sandbox.control('POST', 'webhooks/deliver');
  const before = receiver.received.length;
  const change = (path: string, params: object) =>
    sandbox.control('POST', 'dashboard', { path, params, webhook: false });
  await change(`/v1/customers/${customer.id}`, { email: 'new@example.com' });
  await change(`/v1/products/${price.product}`, { name: 'Other', metadata: { credit_amount: '700' } });
  await change(`/v1/prices/${price.id}`, { active: false, nickname: null });
  await sandbox.control('POST', 'webhooks/deliver');
  expect(receiver.received).toHaveLength(before);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: 'new@example.com' });
  expect(await stripe.products.retrieve(String(price.product))).toMatchObject({ name: 'Other' });
  expect(await stripe.prices.retrieve(price.id)).toMatchObject({ active: false });
  expect((await stripe.events.list({ type: 'customer.updated' })).data[0]?.data.object).toMatchObject({
    email: 'new@example.com',
  });
  await expect(change('/v1/nothing/here', {})).rejects.toThrow('answered 404');
  await expect(change(`/v1/customers/${customer.id}`, { colour: 'red' })).rejects.toThrow('answered 400');
});

test('a card declined in the dashboard leaves its failed charge', async () => {
  const charge = await sandbox.control('POST', 'charges', { amount: 700, card: '4000000000000002' });
  expect(charge).toMatchObject({ status: 'failed', failure_code: 'card_declined' });
});

test('a dispute is opened on a charge', async () => {
  const charge = await sandbox.control('POST', 'charges', { amount: 700 });
  const dispute = await sandbox.control('POST', 'disputes', {
    charge: charge.id,
    reason: 'product_not_received',
  });
  expect(await stripe.disputes.retrieve(String(dispute.id), { expand: ['charge'] })).toMatchObject({
    amount: 700,
    reason: 'product_not_received',
    charge: { disputed: true },
  });
});

test('a dispute moves on as the bank decides, its money with it, and its charge may be refunded when it is won', async () => {
  const charge = await sandbox.control('POST', 'charges', { amount: 700 });
  const { id } = await sandbox.control('POST', 'disputes', { charge: charge.id });
  const balance = async () =>
    (await stripe.disputes.retrieve(String(id))).balance_transactions.reduce(
      (sum, { amount }) => sum + amount,
      0,
    );
  expect(await balance()).toBe(-700);
  for (const [status, left] of [
    ['lost', -700],
    ['appeal_under_review', -700],
    ['won', 0],
  ] as const) {
    expect(await sandbox.control('POST', `disputes/${id}`, { status })).toMatchObject({ status });
    expect(await balance()).toBe(left);
  }
  expect((await stripe.refunds.create({ charge: String(charge.id) })).status).toBe('succeeded');
  await expect(sandbox.control('POST', `disputes/${id}`, { status: 'forgotten' })).rejects.toThrow(
    'answered 400',
  );
});

test('an inquiry moves no money, and its charge may be refunded', async () => {
  const charge = await sandbox.control('POST', 'charges', { amount: 700 });
  const dispute = await sandbox.control('POST', 'disputes', { charge: charge.id, inquiry: true });
  expect(dispute).toMatchObject({ status: 'warning_needs_response', is_charge_refundable: true });
  expect(dispute.balance_transactions).toEqual([]);
  expect((await stripe.refunds.create({ charge: String(charge.id) })).status).toBe('succeeded');
});

test('the clock jumps by a calendar month, tells its listeners, and survives a restart', async () => {
  const moves: number[] = [];
  clock.onMove((offset) => {
    moves.push(offset);
  });
  await sandbox.control('POST', 'clock', { now: '2030-01-31T10:00:00Z' });
  const { now } = await sandbox.control('POST', 'clock', { advance: 'P1M' });
  expect(String(now)).toMatch(/^2030-02-28T10:00:/);
  expect(moves).toHaveLength(2);
  expect((await stripe.customers.create({})).created).toBeGreaterThanOrEqual(
    Date.parse('2030-02-28T10:00:00Z') / 1000,
  );
  await sandbox.restart();
  stripe = sandbox.stripe;
  expect(String((await sandbox.control('GET', 'clock')).now)).toMatch(/^2030-02-28T10:0/);
});

test('the clock does not go back, and takes no nonsense', async () => {
  for (const body of [
    { now: '2020-01-01T00:00:00Z' },
    { advance: '1 month' },
    { advance: 'P' },
    { advance: 'P1D', now: 'x' },
    {},
  ]) {
    await expect(sandbox.control('POST', 'clock', body)).rejects.toThrow('answered 400');
  }
});

test('a fault that does not exist is refused', async () => {
  await expect(sandbox.control('POST', 'faults', { fault: 'fire' })).rejects.toThrow('answered 400');
  await expect(sandbox.control('POST', 'faults', { fault: 'drop', rate: 2 })).rejects.toThrow('answered 400');
});

test('history written in bulk is listed by its own times', async () => {
  const pool = openPool(sandbox.databaseUrl);
  const day = (n: number) => Math.floor((Date.parse('2025-01-01') + n * DAY_MS) / 1000);
  const customers = Array.from({ length: 2500 }, (_, n) =>
    buildCustomer({ created: day(n % 300), email: `c${n}@history.example` }),
  );
  await writeObjects(
    pool,
    customers.map((doc) => ({ doc })),
  );
  await pool.end();
  const page = await stripe.customers.list({ created: { lte: day(299) }, limit: 10 });
  expect(page.data.map(({ created }) => created)).toEqual(
    Array.from({ length: 8 }, () => day(299)).concat(day(298), day(298)),
  );
  expect(page.data[0]).toEqual(customers.findLast(({ created }) => created === day(299)));
});

test('the hosted pages show what was bought and escape what people typed', async () => {
  const price = await createPrice(stripe);
  const product = await stripe.products.update(String(price.product), { name: '<b>Pack</b>' });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: price.id, quantity: 3 }],
    success_url: 'http://127.0.0.1:1/success',
    cancel_url: 'http://127.0.0.1:1/cancel',
  });
  const response = await fetch(session.url!);
  const page = await response.text();
  expect(product.name).toBe('<b>Pack</b>');
  expect(page).toContain('&#60;b&#62;Pack');
  expect(page).toContain('$60.00');
  expect(page).toContain('href="http://127.0.0.1:1/cancel"');
  expect(page).not.toContain('<script');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  await press(session.url!, { card: '4242424242424242', email: 'guest@example.com' });
  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge'],
  });
  const { latest_charge } = paid.payment_intent as Stripe.PaymentIntent;
  const receipt = await (await fetch((latest_charge as Stripe.Charge).receipt_url!)).text();
  expect(receipt).toContain('visa •••• 4242');
  expect(paid.customer_details?.email).toBe('guest@example.com');
  expect((await fetch(sandbox.url())).status).toBe(200);
  expect((await fetch(`${sandbox.url()}/c/pay/cs_none`)).status).toBe(404);
});
