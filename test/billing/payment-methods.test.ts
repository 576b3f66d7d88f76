import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { ensureCustomer } from '../../src/billing/customers.js';
import {
  choosePaymentMethod,
  listPaymentMethods,
  PaymentMethodBusy,
  refresh,
  removePaymentMethod,
  savingStatus,
  startSavingCard,
  tellExpiringCards,
  UnknownCheckout,
  UnknownPaymentMethod,
} from '../../src/billing/index.js';
import { createCustomer } from '../support/credits.js';
import { givenSubscription } from '../support/subscriptions.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, payOn, type Shop } from './shop.js';
import { subscribe } from './subscriber.js';

let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

/** Saves a card on the hosted page. Answers the session's id. */
async function save(user_id: string, card = '4242424242424242'): Promise<string> {
  const { url } = await startSavingCard(shop.deps, { user_id, key: randomUUID() });
  await payOn(url, card);
  await shop.settled();
  return url.split('/').at(-1) ?? '';
}

const cards = (user_id: string) => listPaymentMethods(shop.db, user_id);
const idOf = async (user_id: string, last4: string) =>
  (await cards(user_id)).find((card) => card.last4 === last4)?.id ?? '';
const change = (user_id: string, payment_method_id: string, key: string = randomUUID()) => ({
  user_id,
  payment_method_id,
  key,
});
const operations = (user_id: string) =>
  shop.db.query<{ kind: string; status: string }>(
    `SELECT kind, status FROM stripe_operations WHERE user_id = $1 AND kind LIKE 'payment_method.%' ORDER BY created_at`,
    [user_id],
  );
const defaultAtStripe = async (user_id: string) => {
  const customer = await shop.stripe.customers.retrieve(await ensureCustomer(shop.deps, user_id));
  return customer.deleted ? undefined : customer.invoice_settings.default_payment_method;
};

test('the first card that is saved becomes the default, here and at Stripe; the second does not', async () => {
  const user_id = await createCustomer(shop.db);
  const session_id = await save(user_id);
  expect(await savingStatus(shop.db, { session_id, user_id })).toMatchObject({
    state: 'saved',
    method: { brand: 'visa', last4: '4242', is_default: true },
  });
  await save(user_id, '5555555555554444');
  expect(await cards(user_id)).toMatchObject([
    { brand: 'visa', last4: '4242', is_default: true, expired: false },
    { brand: 'mastercard', last4: '4444', is_default: false },
  ]);
  expect(await defaultAtStripe(user_id)).toMatch(/^pm_/);
  expect(await operations(user_id)).toEqual([{ kind: 'payment_method.choose', status: 'succeeded' }]);
});

test('another default is chosen once per form, as an operation, and shows at once', async () => {
  const user_id = await createCustomer(shop.db);
  await save(user_id);
  await save(user_id, '5555555555554444');
  const chosen = change(user_id, await idOf(user_id, '4444'));
  await Promise.all([choosePaymentMethod(shop.deps, chosen), choosePaymentMethod(shop.deps, chosen)]);
  expect(await cards(user_id)).toMatchObject([{ last4: '4444', is_default: true }, { is_default: false }]);
  await shop.settled();
  expect(await cards(user_id)).toMatchObject([{ last4: '4444', is_default: true }, { is_default: false }]);
  expect(await operations(user_id)).toHaveLength(2);
});

test('what was changed is not lost to an object that was read before it', async () => {
  const user_id = await createCustomer(shop.db);
  for (const card of ['4242424242424242', '5555555555554444', '378282246310005']) await save(user_id, card);
  await workers.close();
  await choosePaymentMethod(shop.deps, change(user_id, await idOf(user_id, '4444')));
  await removePaymentMethod(shop.deps, change(user_id, await idOf(user_id, '0005')));
  // A card's projection takes the customer as he was read last.
  const customer = await ensureCustomer(shop.deps, user_id);
  for (const { id } of (await shop.stripe.paymentMethods.list({ customer })).data)
    await refresh(shop.deps, { type: 'payment_method', id });
  const left = await cards(user_id);
  workers = await shop.startWorkers();
  expect(left).toMatchObject([{ last4: '4444', is_default: true }, { last4: '4242' }]);
});

test('the card that is made the default pays the plan from then on, which began with a card of its own', async () => {
  const { user_id, customer } = await subscribe(shop);
  await save(user_id, '5555555555554444');
  expect(await cards(user_id)).toEqual(
    expect.arrayContaining([expect.objectContaining({ last4: '4242', pays_plan: true })]),
  );
  await choosePaymentMethod(shop.deps, change(user_id, await idOf(user_id, '4444')));
  await shop.settled();
  expect(await cards(user_id)).toMatchObject([
    { last4: '4444', is_default: true, pays_plan: true },
    { last4: '4242', is_default: false, pays_plan: false },
  ]);
  const { data } = await shop.stripe.subscriptions.list({ customer });
  expect(data.map(({ default_payment_method }) => default_payment_method)).toEqual([null]);
});

test('a card that is removed is gone here and at Stripe, and leaves no default behind', async () => {
  const user_id = await createCustomer(shop.db);
  await save(user_id);
  const card = change(user_id, await idOf(user_id, '4242'));
  await removePaymentMethod(shop.deps, card);
  expect(await cards(user_id)).toEqual([]);
  await shop.settled();
  expect(await cards(user_id)).toEqual([]);
  expect(await defaultAtStripe(user_id)).toBeNull();
  await removePaymentMethod(shop.deps, card);
  await expect(choosePaymentMethod(shop.deps, { ...card, key: 'another' })).rejects.toThrow(
    UnknownPaymentMethod,
  );

  await save(user_id, '5555555555554444');
  expect(await cards(user_id)).toMatchObject([{ last4: '4444', is_default: true }]);
});

test('nobody can touch or see another’s cards', async () => {
  const [owner, stranger] = [await createCustomer(shop.db), await createCustomer(shop.db)];
  const session_id = await save(owner);
  await ensureCustomer(shop.deps, stranger);
  const card = change(stranger, await idOf(owner, '4242'));
  await expect(removePaymentMethod(shop.deps, card)).rejects.toThrow(UnknownPaymentMethod);
  await expect(choosePaymentMethod(shop.deps, card)).rejects.toThrow(UnknownPaymentMethod);
  await expect(savingStatus(shop.db, { session_id, user_id: stranger })).rejects.toThrow(UnknownCheckout);
  expect(await cards(stranger)).toEqual([]);
});

describe('what Stripe says goes', () => {
  test('a default chosen in its dashboard is followed', async () => {
    const user_id = await createCustomer(shop.db);
    await save(user_id);
    await save(user_id, '5555555555554444');
    const customer = await ensureCustomer(shop.deps, user_id);
    const methods = await shop.stripe.paymentMethods.list({ customer });
    const second = methods.data.find(({ card }) => card?.last4 === '4444')?.id ?? '';
    await shop.stripe.customers.update(customer, { invoice_settings: { default_payment_method: second } });
    await shop.settled();
    expect(await cards(user_id)).toMatchObject([{ last4: '4444', is_default: true }, { is_default: false }]);
    await shop.stripe.paymentMethods.detach(second);
    await shop.settled();
    expect(await cards(user_id)).toMatchObject([{ last4: '4242', is_default: false }]);
  });

  test('with every event lost, the page that waits still finds the card', async () => {
    const user_id = await createCustomer(shop.db);
    const { url } = await startSavingCard(shop.deps, { user_id, key: 'lost' });
    await shop.settled();
    await shop.sandbox.control('POST', 'faults', { fault: 'drop', rate: 1 });
    await payOn(url, '4242424242424242');
    const session_id = url.split('/').at(-1) ?? '';
    await shop.db.query(`DELETE FROM outbox WHERE key LIKE 'read:' || $1 || '%'`, [session_id]);
    const status = await waitFor(async () => {
      const seen = await savingStatus(shop.db, { session_id, user_id });
      return seen.state === 'saved' ? seen : undefined;
    });
    expect(status).toMatchObject({ method: { last4: '4242' } });
    await shop.sandbox.control('DELETE', 'faults');
    await shop.settled();
  });

  test('a card of a customer that was deleted is no longer offered', async () => {
    const user_id = await createCustomer(shop.db);
    await save(user_id);
    const id = await ensureCustomer(shop.deps, user_id);
    await shop.stripe.customers.del(id);
    await refresh(shop.deps, { type: 'customer', id });
    expect(await cards(user_id)).toEqual([]);
  });
});

describe('without an answer', () => {
  test('once, choosing is found out by the state at once', async () => {
    const user_id = await createCustomer(shop.db);
    await save(user_id);
    await save(user_id, '5555555555554444');
    const fault = { fault: '500', path: '/v1/customers/', method: 'POST', count: 1 };
    await shop.sandbox.control('POST', 'faults', fault);
    await choosePaymentMethod(shop.deps, change(user_id, await idOf(user_id, '4444')));
    await shop.settled();
    expect(await cards(user_id)).toMatchObject([{ last4: '4444', is_default: true }, {}]);
  });

  test.each([
    ['choosing', choosePaymentMethod, '/v1/customers/'],
    ['removing', removePaymentMethod, '/v1/payment_methods/'],
  ])('for long, %s is made later, and until then no other change is taken', async (_what, act, path) => {
    const user_id = await createCustomer(shop.db);
    await save(user_id);
    await save(user_id, '5555555555554444');
    await workers.close();
    await shop.sandbox.control('POST', 'faults', { fault: '500-before', path, method: 'POST' });
    const [second, first] = [await idOf(user_id, '4444'), await idOf(user_id, '4242')];
    await expect(act(shop.deps, change(user_id, second))).rejects.toMatchObject({
      code: 'stripe_unavailable',
    });
    await expect(choosePaymentMethod(shop.deps, change(user_id, first))).rejects.toThrow(PaymentMethodBusy);
    await shop.sandbox.control('DELETE', 'faults');
    await shop.db.query('UPDATE outbox SET run_at = app.now() WHERE done_at IS NULL');
    workers = await shop.startWorkers();
    await shop.settled();
    const left = await cards(user_id);
    if (act === choosePaymentMethod) expect(left).toMatchObject([{ last4: '4444', is_default: true }, {}]);
    else expect(left).toMatchObject([{ last4: '4242' }]);
    expect((await operations(user_id)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });
});

test('a card that ends within a month is told of once per expiry, where something is charged to it', async () => {
  const [payer, idle, later] = [
    await createCustomer(shop.db),
    await createCustomer(shop.db),
    await createCustomer(shop.db),
  ];
  for (const user_id of [payer, idle, later]) await save(user_id);
  for (const user_id of [payer, later]) await givenSubscription(shop.db, { user_id });
  const endsIn = (user_id: string, months: number) =>
    shop.db.query(
      `UPDATE payment_methods SET exp_year = extract(year FROM at)::int, exp_month = extract(month FROM at)::int
       FROM (SELECT (app.now() + make_interval(months => $2)) AT TIME ZONE 'UTC' AS at) moment WHERE user_id = $1`,
      [user_id, months],
    );
  await endsIn(payer, 0);
  await endsIn(idle, 0);
  await endsIn(later, 2);
  expect((await cards(payer))[0]).toMatchObject({ pays_plan: true, pays_top_ups: false });
  expect(await tellExpiringCards(shop.db)).toBe(1);
  expect(await tellExpiringCards(shop.db)).toBe(0);
  const mails = await shop.db.query<{ user_id: string; variables: Record<string, string> }>(
    "SELECT user_id, variables FROM mails WHERE template = 'card-expiring'",
  );
  expect(mails).toMatchObject([
    { user_id: payer, variables: { card: 'Visa ·· 4242', used_for: 'Your plan renews with it.' } },
  ]);
});
