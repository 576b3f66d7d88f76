import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { payBy } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;
let serial = 0;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.control('DELETE', 'faults'));
afterAll(() => sandbox.close());

function newKey() {
  serial += 1;
  return { idempotencyKey: `key-${serial}` };
}

/** The SDK on fetch hands on its `Headers`, whatever its types say. */
function header({ lastResponse }: Stripe.Response<unknown>, name: string) {
  return (lastResponse.headers as unknown as Headers).get(name);
}

async function refundsOf(intent: Stripe.PaymentIntent) {
  return (await stripe.refunds.list({ payment_intent: intent.id })).data;
}

test('the same key with the same parameters replays the first answer', async () => {
  const key = newKey();
  const first = await stripe.customers.create({ name: 'Ann', metadata: { b: '1', a: '2' } }, key);
  const again = await stripe.customers.create({ metadata: { a: '2', b: '1' }, name: 'Ann' }, key);
  expect(again).toEqual(first);
  expect(header(again, 'idempotent-replayed')).toBe('true');
  expect(header(again, 'original-request')).toBe(first.lastResponse.requestId);
  expect(header(first, 'idempotent-replayed')).toBeNull();
});

test('the same key for something else is refused', async () => {
  const key = newKey();
  await stripe.customers.create({ name: 'Ann' }, key);
  await expect(stripe.customers.create({ name: 'Ben' }, key)).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
    message: expect.stringContaining('same parameters'),
  });
  await expect(stripe.products.create({ name: 'Ann' }, key)).rejects.toThrow(
    "('/v1/customers' vs '/v1/products')",
  );
});

test('of many calls with one key at once, one does the work and the others replay it or are told to wait', async () => {
  const key = newKey();
  const intent = await payBy(stripe);
  const tries = Array.from({ length: 20 }, () =>
    stripe.refunds.create({ payment_intent: intent.id, amount: 100 }, key),
  );
  for (const outcome of await Promise.allSettled(tries)) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  }
  expect(await refundsOf(intent)).toHaveLength(1);
});

test('a declined card is replayed too, and leaves one failed charge', async () => {
  const key = newKey();
  const params = { amount: 100, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined' };
  const pay = () =>
    stripe.paymentIntents.create(params, key).catch((error: Stripe.errors.StripeError) => error);
  const [first, again] = [await pay(), await pay()] as Stripe.errors.StripeCardError[];
  expect(first).toMatchObject({ statusCode: 402, code: 'card_declined' });
  expect(again?.charge).toBe(first?.charge);
  expect((await stripe.charges.list({ payment_intent: first!.payment_intent!.id })).data).toHaveLength(1);
});

test('a call that failed before it began leaves its key free', async () => {
  const key = newKey();
  await expect(stripe.customers.create({ email: 'nobody' }, key)).rejects.toMatchObject({ statusCode: 400 });
  expect(await stripe.customers.create({ email: 'ann@example.com' }, key)).toMatchObject({
    email: 'ann@example.com',
  });
});

test('a 500 after the work is replayed for its key, although the refund was made', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  const refund = () => stripe.refunds.create({ payment_intent: intent.id, amount: 500 }, key);
  await sandbox.control('POST', 'faults', { fault: '500', count: 1, path: '/v1/refunds', method: 'POST' });
  await expect(refund()).rejects.toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
  await expect(refund()).rejects.toMatchObject({
    statusCode: 500,
    headers: { 'idempotent-replayed': 'true' },
  });
  expect(await refundsOf(intent)).toMatchObject([{ amount: 500 }]);
});

test('a 500 before the work does nothing and keeps nothing: the same key works afterwards', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  const refund = () => stripe.refunds.create({ payment_intent: intent.id, amount: 500 }, key);
  await sandbox.control('POST', 'faults', { fault: '500-before', count: 1, path: '/v1/refunds' });
  await expect(refund()).rejects.toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
  expect(await refundsOf(intent)).toEqual([]);
  expect(await refund()).toMatchObject({ amount: 500 });
});

test('a caller that is never answered gives up; the work is done and the key brings it back', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  const refund = (timeout: number) =>
    stripe.refunds.create({ payment_intent: intent.id, amount: 300 }, { ...key, timeout });
  await sandbox.control('POST', 'faults', { fault: 'timeout', count: 1, path: '/v1/refunds' });
  await expect(refund(500)).rejects.toMatchObject({ type: 'StripeConnectionError' });
  expect(await refund(20_000)).toMatchObject({ amount: 300 });
  expect(await refundsOf(intent)).toHaveLength(1);
});

test('a 429 does nothing and keeps nothing: the same key works afterwards', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  await sandbox.control('POST', 'faults', { fault: '429', count: 1 });
  await expect(stripe.refunds.create({ payment_intent: intent.id }, key)).rejects.toMatchObject({
    type: 'StripeRateLimitError',
  });
  expect(await stripe.refunds.create({ payment_intent: intent.id }, key)).toMatchObject({ amount: 2000 });
});

test('a connection cut after the work loses the answer; the key brings it back', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  const refund = () => stripe.refunds.create({ payment_intent: intent.id, amount: 300 }, key);
  await sandbox.control('POST', 'faults', { fault: 'cut', count: 1, path: '/v1/refunds' });
  await expect(refund()).rejects.toMatchObject({ type: 'StripeConnectionError' });
  expect(await refund()).toMatchObject({ amount: 300 });
  expect(await refundsOf(intent)).toHaveLength(1);
});

test('an answer that comes too late is lost for the caller, and the key brings it back', async () => {
  const intent = await payBy(stripe);
  const key = newKey();
  const refund = (timeout: number) =>
    stripe.refunds.create({ payment_intent: intent.id, amount: 300 }, { ...key, timeout });
  await sandbox.control('POST', 'faults', { fault: 'delay', count: 1, path: '/v1/refunds' });
  await expect(refund(500)).rejects.toMatchObject({ type: 'StripeConnectionError' });
  expect(await refund(20_000)).toMatchObject({ amount: 300 });
  expect(await refundsOf(intent)).toHaveLength(1);
});

test('the SDK by itself does not repeat a 500, as Stripe tells it not to', async () => {
  const eager = sandbox.client(SECRET_KEY, { maxNetworkRetries: 3 });
  await sandbox.control('POST', 'faults', { fault: '500', count: 1, path: '/v1/customers' });
  await expect(eager.customers.create({ name: 'once' }, newKey())).rejects.toMatchObject({ statusCode: 500 });
});

test('keys are forgotten after 24 hours of simulated time', async () => {
  const key = newKey();
  const first = await stripe.customers.create({ name: 'Ann' }, key);
  await sandbox.control('POST', 'clock', { advance: 'PT23H59M' });
  expect(await stripe.customers.create({ name: 'Ann' }, key)).toMatchObject({ id: first.id });
  await sandbox.control('POST', 'clock', { advance: 'PT2M' });
  expect((await stripe.customers.create({ name: 'Ann' }, key)).id).not.toBe(first.id);
});

test('a read that is answered 500 may be repeated by the SDK, a write is not: its key would only repeat the answer', async () => {
  const patient = sandbox.client(SECRET_KEY, { maxNetworkRetries: 1 });
  const { id } = await stripe.customers.create({ name: 'Ann' });
  const fault = { fault: '500', path: '/v1/customers', count: 1 };
  await sandbox.control('POST', 'faults', fault);
  expect(await patient.customers.retrieve(id)).toMatchObject({ name: 'Ann' });
  await sandbox.control('POST', 'faults', fault);
  await expect(patient.customers.create({ name: 'Ben' })).rejects.toMatchObject({ statusCode: 500 });
});
