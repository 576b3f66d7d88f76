import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { faultsOf } from '../../support/stripe-schema.js';
import { waitFor } from '../../support/wait-for.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { payBy } from './shop.js';

const SECRET = 'whsec_test_secret';
let sandbox: SandboxStripe;
let stripe: Stripe;
let receiver: WebhookReceiver;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
});
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  await sandbox.control('POST', 'webhooks/endpoint', { url: receiver.url, secret: SECRET });
});
afterEach(async () => {
  await sandbox.control('DELETE', 'faults');
  await sandbox.control('POST', 'webhooks/deliver');
  await receiver.close();
});
afterAll(() => sandbox.close());

function events(): Stripe.Event[] {
  return receiver.received.map(({ body, signature }) =>
    stripe.webhooks.constructEvent(body, signature, SECRET),
  );
}

function typesReceived(): string[] {
  return events().map(({ type }) => type);
}

/** Without what the SDK adds to an answer. */
function plain(answer: object): unknown {
  return JSON.parse(JSON.stringify(answer));
}

function deliver() {
  return sandbox.control('POST', 'webhooks/deliver');
}

test('every event of a payment is delivered, signed as the SDK verifies and shaped as its types say', async () => {
  const intent = await payBy(stripe);
  await waitFor(() => receiver.received.length === 4);
  const types = ['charge.succeeded', 'charge.updated', 'payment_intent.created', 'payment_intent.succeeded'];
  expect(typesReceived().sort()).toEqual(types);
  for (const event of events()) {
    expect(faultsOf(event)).toEqual([]);
    expect(event.api_version).toBe('2026-10-28.endive');
    expect(event.request).toEqual({ id: intent.lastResponse.requestId, idempotency_key: expect.any(String) });
  }
  expect(() =>
    stripe.webhooks.constructEvent(
      receiver.received[0]!.body,
      receiver.received[0]!.signature,
      'whsec_other',
    ),
  ).toThrow();
});

test('a delivery that is refused is tried again until it is taken', async () => {
  receiver.answers.push(503, 500);
  const customer = await stripe.customers.create({});
  await waitFor(() => receiver.received.length === 3);
  expect(new Set(events().map(({ id }) => id)).size).toBe(1);
  expect(events()[0]?.data.object).toMatchObject({ id: customer.id });
  await waitFor(async () => (await stripe.events.retrieve(events()[0]!.id)).pending_webhooks === 0);
});

test('what nobody took while the receiver was down arrives when it is up, after a restart too', async () => {
  const dead = 'http://127.0.0.1:9/webhooks';
  await sandbox.control('POST', 'webhooks/endpoint', { url: dead, secret: SECRET });
  await stripe.customers.create({});
  expect(await deliver()).toMatchObject({ pending: 1 });
  await sandbox.restart();
  stripe = sandbox.stripe;
  await sandbox.control('POST', 'webhooks/endpoint', { url: receiver.url, secret: SECRET });
  expect(await deliver()).toMatchObject({ pending: 0 });
  expect(typesReceived()).toEqual(['customer.created']);
});

test('a dropped event is never sent, but listed; it can be sent again by hand', async () => {
  await sandbox.control('POST', 'faults', { fault: 'drop', count: 1 });
  const customer = await stripe.customers.create({});
  await deliver();
  expect(receiver.received).toEqual([]);
  const [event] = (await stripe.events.list({ type: 'customer.created', limit: 1 })).data;
  expect(event?.data.object).toMatchObject({ id: customer.id });
  await sandbox.control('POST', 'webhooks/redeliver', { event: event!.id });
  await waitFor(() => receiver.received.length === 1);
});

test('an event that told nobody can be sent by hand', async () => {
  await sandbox.control('POST', 'charges', { amount: 700, webhook: false });
  const [event] = (await stripe.events.list({ type: 'charge.succeeded', limit: 1 })).data;
  expect(await sandbox.control('POST', 'webhooks/redeliver', { event: event!.id })).toEqual({
    deliveries: 1,
  });
  await waitFor(() => receiver.received.length === 1);
  expect(events()[0]?.id).toBe(event!.id);
});

test('a duplicated event comes twice with one id', async () => {
  await sandbox.control('POST', 'faults', { fault: 'duplicate', count: 1 });
  await stripe.customers.create({});
  await deliver();
  expect(receiver.received).toHaveLength(2);
  expect(new Set(events().map(({ id }) => id)).size).toBe(1);
});

test('twin events tell of one change under two ids, both listed and both sent', async () => {
  await sandbox.control('POST', 'faults', { fault: 'twin', count: 1 });
  const customer = await stripe.customers.create({});
  await deliver();
  const { data } = await stripe.events.list({ type: 'customer.created', limit: 2 });
  expect(data.map((event) => event.data.object)).toEqual([customer, customer].map((each) => plain(each)));
  expect(new Set(events().map(({ id }) => id))).toEqual(new Set(data.map(({ id }) => id)));
});

test('a fault with a rate hits about that share of events', async () => {
  await sandbox.control('POST', 'faults', { fault: 'drop', rate: 0.5 });
  for (let n = 0; n < 40; n += 1) await stripe.customers.create({});
  expect(await sandbox.control('GET', 'faults')).toMatchObject({ data: [{ fault: 'drop', rate: 0.5 }] });
  await deliver();
  expect(receiver.received.length).toBeGreaterThan(4);
  expect(receiver.received.length).toBeLessThan(36);
  await sandbox.control('DELETE', 'faults/drop');
  expect(await sandbox.control('GET', 'faults')).toEqual({ data: [] });
});

test('delayed and reordered events all arrive when somebody waits for them', async () => {
  await sandbox.control('POST', 'faults', { fault: 'delay', rate: 0.5 });
  await sandbox.control('POST', 'faults', { fault: 'reorder', rate: 0.5 });
  await payBy(stripe);
  expect(await deliver()).toMatchObject({ pending: 0 });
  expect(new Set(events().map(({ id }) => id)).size).toBe(4);
});

test('an endpoint made through the API hears only what it asked for and tells its secret once', async () => {
  const other = await startWebhookReceiver();
  const endpoint = await stripe.webhookEndpoints.create({
    url: other.url,
    enabled_events: ['charge.succeeded'],
  });
  await payBy(stripe);
  await deliver();
  expect(other.received).toHaveLength(1);
  const { body, signature } = other.received[0]!;
  expect(stripe.webhooks.constructEvent(body, signature, endpoint.secret!).type).toBe('charge.succeeded');
  expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret');
  expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
  await other.close();
});

test('webhooks go to this machine and nowhere else', async () => {
  for (const url of ['https://example.com/hook', 'http://10.0.0.1/hook', 'http://127.0.0.1.example.com/']) {
    await expect(stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })).rejects.toMatchObject({
      code: 'url_invalid',
    });
  }
});

test('events are forgotten after 30 days', async () => {
  const customer = await stripe.customers.create({});
  const [event] = (await stripe.events.list({ type: 'customer.created', limit: 1 })).data;
  await sandbox.control('POST', 'clock', { advance: 'P31D' });
  await expect(stripe.events.retrieve(event!.id)).rejects.toMatchObject({ statusCode: 404 });
  expect((await stripe.events.list()).data).toEqual([]);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ id: customer.id });
});
