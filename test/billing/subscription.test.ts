import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { installSandboxClock } from '../../sandbox/clock.js';
import { refresh, subscriptionOf as viewOf } from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';
import { advance, changeCard, type Subscriber, subscribe } from './subscriber.js';

const GRACE_MS = 2 * 3_600_000;
/** Saved without a complaint, declined whenever it is charged. */
const FAILS_LATER = 'pm_card_chargeCustomerFail';

let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  shop = await openShop();
  await installSandboxClock(shop.ownerUrl);
  workers = await shop.startWorkers();
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

const subscriptionOf = ({ user_id }: Subscriber) =>
  shop.db.one<{ status: string; current_period_end: Date; stripe_id: string }>(
    'SELECT status, current_period_end, stripe_id FROM subscriptions WHERE user_id = $1',
    [user_id],
  );
const grantsOf = ({ user_id }: Subscriber) =>
  shop.db.query<{ type: string; amount: number; expires_at: Date }>(
    'SELECT type, amount, expires_at FROM grants WHERE wallet_id = $1 ORDER BY created_at, id',
    [user_id],
  );
const paymentsOf = ({ user_id }: Subscriber) =>
  shop.db.query<{ kind: string; status: string; received_minor: number; credit_amount: number }>(
    'SELECT kind, status, received_minor, credit_amount FROM payments WHERE user_id = $1 ORDER BY created_at, id',
    [user_id],
  );

test('a subscription made on Stripe’s page grants its credits until its period ends, and each renewal once more', async () => {
  const subscriber = await subscribe(shop);
  const first = await subscriptionOf(subscriber);
  expect(first.status).toBe('active');
  const paid = { kind: 'subscription', status: 'succeeded', received_minor: 4999, credit_amount: 200_000 };
  expect(await paymentsOf(subscriber)).toEqual([paid]);
  const grant = (end: Date) => ({
    type: 'subscription',
    amount: 200_000,
    expires_at: new Date(end.getTime() + GRACE_MS),
  });
  expect(await grantsOf(subscriber)).toEqual([grant(first.current_period_end)]);

  await advance(shop, 'P1MT2H');
  const second = await subscriptionOf(subscriber);
  expect(second.current_period_end > first.current_period_end).toBe(true);
  expect(await paymentsOf(subscriber)).toEqual([paid, paid]);
  expect(await grantsOf(subscriber)).toEqual([
    grant(first.current_period_end),
    grant(second.current_period_end),
  ]);
  const invoices = await shop.db.query(
    'SELECT status, total_minor FROM invoices WHERE user_id = $1 ORDER BY created_at',
    [subscriber.user_id],
  );
  expect(invoices).toEqual([
    { status: 'paid', total_minor: 4999 },
    { status: 'paid', total_minor: 4999 },
  ]);
});

test('a discount that Stripe gives the customer himself makes his plan a discounted one', async () => {
  const { user_id, customer } = await subscribe(shop);
  expect(await viewOf(shop.db, user_id)).toMatchObject({ discounted: false });
  await shop.db.query(
    `UPDATE stripe_objects SET data = jsonb_set(data, '{discount}', '{"id": "di_his", "object": "discount"}') WHERE id = $1`,
    [customer],
  );
  expect(await viewOf(shop.db, user_id)).toMatchObject({ discounted: true });
});

test('a declined renewal is past due and grants nothing; with a new card it recovers and grants', async () => {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, FAILS_LATER);
  await advance(shop, 'P1MT2H');
  expect(await subscriptionOf(subscriber)).toMatchObject({ status: 'past_due' });
  expect(await grantsOf(subscriber)).toHaveLength(1);
  expect(await paymentsOf(subscriber)).toMatchObject([{ status: 'succeeded' }, { status: 'failed' }]);

  await changeCard(shop, subscriber, 'pm_card_visa');
  await advance(shop, 'P3D');
  const now = await waitFor(async () => {
    const row = await subscriptionOf(subscriber);
    return row.status === 'active' && row;
  });
  const grants = await grantsOf(subscriber);
  expect(grants).toHaveLength(2);
  expect(grants[1]).toMatchObject({
    amount: 200_000,
    expires_at: new Date(now.current_period_end.getTime() + GRACE_MS),
  });
});

test('retries that all fail end the subscription, and nothing was granted for the period that was not paid', async () => {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, FAILS_LATER);
  await advance(shop, 'P1M16D');
  expect(await subscriptionOf(subscriber)).toMatchObject({ status: 'canceled' });
  expect(await grantsOf(subscriber)).toHaveLength(1);
  const { stripe_id } = await subscriptionOf(subscriber);
  const ended: Stripe.Subscription = await shop.stripe.subscriptions.retrieve(stripe_id);
  expect(ended.cancellation_details?.reason).toBe('payment_failed');
});

test('a plan that ended with its period leaves its credits to their date, also when its invoice is read again', async () => {
  const subscriber = await subscribe(shop);
  const { stripe_id } = await subscriptionOf(subscriber);
  await shop.stripe.subscriptions.update(stripe_id, { cancel_at_period_end: true });
  await advance(shop, 'P1MT30M');
  expect(await subscriptionOf(subscriber)).toMatchObject({ status: 'canceled' });
  const [invoice] = (await shop.stripe.invoices.list({ subscription: stripe_id })).data;
  await refresh(shop.deps, { type: 'invoice', id: String(invoice?.id) });
  await shop.settled();
  expect((await balance(shop.db, subscriber.user_id)).available).toBe(200_000);
});

test('a plan that ended before we gave its credits leaves none', async () => {
  const { db, stripe, sandbox } = shop;
  const user_id = await createCustomer(db);
  const customer = await stripe.customers.create({ metadata: { user_id } });
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const prices = await stripe.prices.list({ lookup_keys: ['pro_monthly'] });
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  const plan = await stripe.subscriptions.create({
    customer: customer.id,
    default_payment_method: card,
    items: [{ price: String(prices.data[0]?.id) }],
  });
  await stripe.subscriptions.cancel(plan.id);
  await sandbox.control('POST', 'webhooks/deliver');
  await sandbox.control('DELETE', 'faults');
  await refresh(shop.deps, { type: 'subscription', id: plan.id });
  await shop.settled();

  expect(await paymentsOf({ user_id, customer: customer.id })).toMatchObject([{ credit_amount: 200_000 }]);
  expect(await db.one('SELECT available FROM wallets WHERE id = $1', [user_id])).toEqual({ available: 0 });
});
