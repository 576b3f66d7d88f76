import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { listPayments, type PaymentView, requestRefund, runOperation } from '../../src/billing/index.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { SECRET_KEY } from '../support/sandbox-stripe.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
let payment: PaymentView;
let silent: Stripe;

beforeAll(async () => {
  shop = await openShop();
  silent = behindSilence();
  const workers = await shop.startWorkers();
  const user_id = await createCustomer(shop.db);
  await shop.pay(user_id);
  await shop.settled();
  await workers.close();
  payment = (await listPayments(shop.db, user_id)).data[0] as PaymentView;
});
afterAll(() => shop?.close());

/** A way to Stripe on which every call arrives and no answer comes back. */
function behindSilence(): Stripe {
  const unheard = async (...request: Parameters<typeof fetch>): Promise<never> => {
    await (await fetch(...request)).text();
    throw new Error('no answer came');
  };
  return shop.sandbox.client(SECRET_KEY, { httpClient: Stripe.createFetchHttpClient(unheard) });
}

/** A refund that is written down, and no worker to make it. */
async function writeDown(amount_minor: number): Promise<string> {
  const actor = await createOperatorActor(shop.db, 'support');
  const { operation_id } = await shop.db.transaction((tx) =>
    requestRefund(tx, {
      actor,
      payment_id: payment.id,
      amount_minor,
      policy: 'unused',
      reason: 'Not used',
      notify: false,
      key: String(amount_minor),
    }),
  );
  return operation_id ?? '';
}

const operation = (id: string) =>
  shop.db.one<{ status: string; key_renewals: number }>(
    'SELECT status, key_renewals FROM stripe_operations WHERE id = $1',
    [id],
  );

const made = async (id: string) =>
  (await shop.stripe.refunds.list({ charge: payment.stripe_charge_id, limit: 100 })).data.filter(
    ({ metadata }) => metadata?.operation_id === id,
  ).length;

test('an answer that never comes leaves the outcome unknown, and the same key finds what was done', async () => {
  const id = await writeDown(101);
  await expect(runOperation({ db: shop.db, stripe: silent }, id)).rejects.toThrow('not finished');
  expect(await operation(id)).toEqual({ status: 'unknown', key_renewals: 0 });
  expect(await made(id)).toBe(1);

  const { operation: finished } = await runOperation(shop.deps, id);
  expect(finished).toMatchObject({ status: 'succeeded', key_renewals: 0 });
  expect(await made(id)).toBe(1);
});

test('a day later the refund is looked for, and not made a second time', async () => {
  const id = await writeDown(102);
  await expect(runOperation({ db: shop.db, stripe: silent }, id)).rejects.toThrow('not finished');
  await shop.db.query(
    `UPDATE stripe_operations SET first_sent_at = app.now() - interval '25 hours' WHERE id = $1`,
    [id],
  );
  await shop.sandbox.control('POST', 'clock', { advance: 'P2D' });
  expect((await runOperation(shop.deps, id)).operation).toMatchObject({
    status: 'succeeded',
    key_renewals: 0,
  });
  expect(await made(id)).toBe(1);
});

test('a day later what was never done is done, with another key', async () => {
  const id = await writeDown(103);
  const nobody = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port: 9,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
  await expect(runOperation({ db: shop.db, stripe: nobody }, id)).rejects.toThrow('not finished');
  expect(await operation(id)).toMatchObject({ status: 'pending' });
  await shop.db.query(
    `UPDATE stripe_operations SET first_sent_at = app.now() - interval '25 hours' WHERE id = $1`,
    [id],
  );
  expect((await runOperation(shop.deps, id)).operation).toMatchObject({
    status: 'succeeded',
    key_renewals: 1,
  });
  expect(await made(id)).toBe(1);
});

test('an error that only repeats itself is not waited out: the refund is looked for', async () => {
  const id = await writeDown(104);
  await shop.sandbox.control('POST', 'faults', {
    fault: '500',
    path: '/v1/refunds',
    method: 'POST',
    count: 1,
  });
  await expect(runOperation(shop.deps, id)).rejects.toThrow('not finished');
  expect(await operation(id)).toMatchObject({ status: 'unknown' });
  expect((await runOperation(shop.deps, id)).operation).toMatchObject({
    status: 'succeeded',
    key_renewals: 0,
  });
  expect(await made(id)).toBe(1);
});

test('ten processes at once make one refund', async () => {
  const id = await writeDown(105);
  const runs = await Promise.allSettled(Array.from({ length: 10 }, () => runOperation(shop.deps, id)));
  expect(runs.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  expect(await made(id)).toBe(1);
});

test('a process that was overtaken while it looked for the refund does not make a second one', async () => {
  const id = await writeDown(106);
  await shop.db.query(
    `UPDATE stripe_operations SET first_sent_at = app.now() - interval '25 hours' WHERE id = $1`,
    [id],
  );
  const slow = slowToLook();
  const overtaken = runOperation({ db: shop.db, stripe: slow.client }, id);
  await slow.looking;
  await shop.db.query('UPDATE stripe_operations SET retry_at = clock_timestamp() WHERE id = $1', [id]);
  const faster = withRefunds({
    list: shop.stripe.refunds.list.bind(shop.stripe.refunds),
    create: silent.refunds.create.bind(silent.refunds),
  });
  await expect(runOperation({ db: shop.db, stripe: faster }, id)).rejects.toThrow('not finished');
  slow.answer();
  await expect(overtaken).rejects.toThrow('another process');
  expect(await operation(id)).toEqual({ status: 'unknown', key_renewals: 1 });
  expect((await runOperation(shop.deps, id)).operation).toMatchObject({ status: 'succeeded' });
  expect(await made(id)).toBe(1);
});

/** Stripe as ever, but for some calls about refunds. */
function withRefunds(refunds: object): Stripe {
  return Object.assign(Object.create(shop.stripe) as Stripe, { refunds });
}

/** Its list of refunds was empty when asked for, and comes late. */
function slowToLook() {
  let looks = () => {};
  let answer = () => {};
  const looking = new Promise<void>((resolve) => {
    looks = resolve;
  });
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  async function* list() {
    looks();
    await answered;
    yield* [];
  }
  const create = shop.stripe.refunds.create.bind(shop.stripe.refunds);
  return { client: withRefunds({ list, create }), looking, answer: () => answer() };
}
