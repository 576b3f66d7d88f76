import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { installSandboxClock } from '../../sandbox/clock.js';
import type { Actor } from '../../src/accounts/index.js';
import {
  cancelNow,
  listPayments,
  type PaymentView,
  previewCancellation,
  refresh,
  requestRefund,
} from '../../src/billing/index.js';
import { balance, type ReturnPolicy, spend, verifyLedger } from '../../src/credits/index.js';
import { createOperatorActor, createService, give } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { CARDS, openShop, type Shop } from './shop.js';
import { advance, changeCard, type Subscriber, subscribe } from './subscriber.js';

const PRO = 200_000;
const BASIC = 50_000;

let shop: Shop;
let workers: RunningWorkers;
let finance: Actor;
let service: string;
let keys = 0;

beforeAll(async () => {
  shop = await openShop();
  await installSandboxClock(shop.ownerUrl);
  workers = await shop.startWorkers();
  finance = await createOperatorActor(shop.db, 'finance');
  service = await createService(shop.db, 100);
});
afterAll(async () => {
  await workers?.close();
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  await shop?.close();
});

/** Credits (whole ones) are used. */
const use = ({ user_id }: Subscriber, quantity: number) =>
  spend(shop.db, { wallet_id: user_id, service, quantity, key_owner: 'test', key: `use-${++keys}` });

const paymentsOf = async ({ user_id }: Subscriber): Promise<PaymentView[]> =>
  (await listPayments(shop.db, user_id)).data.filter(({ status }) => status === 'succeeded');

async function latestPayment(subscriber: Subscriber): Promise<PaymentView> {
  const [payment] = await paymentsOf(subscriber);
  if (!payment) throw new Error('nothing was paid');
  return payment;
}

async function refund(payment: PaymentView, policy: ReturnPolicy, amount_minor = payment.received_minor) {
  const given = { actor: finance, payment_id: payment.id, amount_minor, policy, notify: true };
  await shop.db.transaction((tx) =>
    requestRefund(tx, { ...given, reason: 'Asked for', key: `form-${++keys}` }),
  );
  await shop.settled();
}

async function standing({ user_id }: Subscriber) {
  const { available, frozen, debt } = await balance(shop.db, user_id);
  return { available, frozen, debt };
}

test('a renewal that is half used is refunded by each policy: what is unused, all of it, or nothing', async () => {
  const [unused, full, keep] = [await subscribe(shop), await subscribe(shop), await subscribe(shop)];
  await advance(shop, 'P1MT3H');
  for (const each of [unused, full, keep]) await use(each, 1_000);
  await give(shop.db, full.user_id, { amount: 30_000 });

  await refund(await latestPayment(unused), 'unused');
  expect(await standing(unused)).toEqual({ available: 0, frozen: 0, debt: 0 });
  await refund(await latestPayment(full), 'full');
  expect(await standing(full)).toEqual({ available: 0, frozen: 0, debt: 70_000 });
  await refund(await latestPayment(keep), 'keep');
  expect(await standing(keep)).toEqual({ available: PRO / 2, frozen: 0, debt: 0 });

  const [, first] = await paymentsOf(unused);
  if (!first) throw new Error('the first period was not paid');
  await refund(first, 'full');
  expect(await standing(unused)).toEqual({ available: 0, frozen: 0, debt: 0 });
  expect(
    await shop.db.one('SELECT target, expired, taken, debt FROM returns WHERE payment_id = $1', [first.id]),
  ).toEqual({ target: PRO, expired: PRO, taken: 0, debt: 0 });
});

test('the old plan’s refund after an upgrade takes the credits that it was converted into', async () => {
  const subscriber = await subscribe(shop, { plan: 'basic_monthly' });
  await use(subscriber, 100);
  const { data } = await shop.stripe.subscriptions.list({ customer: subscriber.customer });
  const prices = await shop.stripe.prices.list({ lookup_keys: ['pro_monthly'] });
  await shop.stripe.subscriptions.update(String(data[0]?.id), {
    items: [{ id: String(data[0]?.items.data[0]?.id), price: String(prices.data[0]?.id) }],
    billing_cycle_anchor: { type: 'now' },
    payment_behavior: 'pending_if_incomplete',
    proration_behavior: 'none',
  } as never);
  await shop.settled();
  expect(await standing(subscriber)).toEqual({ available: BASIC - 10_000 + PRO, frozen: 0, debt: 0 });

  const basic = (await paymentsOf(subscriber)).find(({ received_minor }) => received_minor === 1499);
  if (!basic) throw new Error('Basic was not paid');
  await refund(basic, 'unused', 750);
  const half = Math.floor((BASIC * 750) / 1499);
  expect(await standing(subscriber)).toEqual({ available: BASIC - 10_000 + PRO - half, frozen: 0, debt: 0 });
  await refund(basic, 'unused', 749);
  expect(await standing(subscriber)).toEqual({ available: PRO, frozen: 0, debt: 0 });
});

test('a plan’s payment is disputed: its credits freeze; won they are back, lost they are gone', async () => {
  const [winner, loser] = [await subscribe(shop), await subscribe(shop)];
  for (const each of [winner, loser]) await use(each, 500);
  const disputes: string[] = [];
  for (const each of [winner, loser]) {
    const charge = (await latestPayment(each)).stripe_charge_id;
    disputes.push(String((await shop.sandbox.control('POST', 'disputes', { charge })).id));
  }
  await shop.settled();
  for (const each of [winner, loser])
    expect(await standing(each)).toEqual({ available: 0, frozen: PRO - 50_000, debt: 0 });
  await shop.sandbox.control('POST', `disputes/${disputes[0]}`, { status: 'won' });
  await shop.sandbox.control('POST', `disputes/${disputes[1]}`, { status: 'lost' });
  await shop.settled();
  expect(await standing(winner)).toEqual({ available: PRO - 50_000, frozen: 0, debt: 0 });
  expect(await standing(loser)).toEqual({ available: 0, frozen: 0, debt: 50_000 });
});

test('a plan’s refund that fails later gives its credits back', async () => {
  const subscriber = await subscribe(shop, { card: CARDS.refundFails });
  await refund(await latestPayment(subscriber), 'unused');
  expect(await standing(subscriber)).toEqual({ available: 0, frozen: 0, debt: 0 });
  await advance(shop, 'PT1M');
  expect(await standing(subscriber)).toEqual({ available: PRO, frozen: 0, debt: 0 });
  expect(await latestPayment(subscriber)).toMatchObject({
    refundable_minor: 4999,
    refunds: [{ status: 'failed' }],
  });
});

/** A plan whose second period was declined. */
async function pastDue(): Promise<Subscriber> {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, 'pm_card_chargeCustomerFail');
  await advance(shop, 'P1MT3H');
  return subscriber;
}

/** What is due is paid by two payments, 19.99 and the rest. */
async function payInTwo(subscriber: Subscriber): Promise<void> {
  const { customer } = subscriber;
  const [open] = (await shop.stripe.invoices.list({ customer, status: 'open' })).data;
  const part = await shop.stripe.paymentIntents.create({
    amount: 1999,
    confirm: true,
    currency: 'eur',
    customer,
    payment_method: 'pm_card_visa',
    return_url: 'http://127.0.0.1:9/back',
  });
  await shop.stripe.invoices.attachPayment(String(open?.id), { payment_intent: part.id });
  await shop.settled();
  expect(await standing(subscriber)).toEqual({ available: 0, frozen: 0, debt: 0 });
  await changeCard(shop, subscriber, 'pm_card_visa');
  await shop.stripe.invoices.pay(String(open?.id));
  await shop.settled();
}

test('an invoice that two payments paid grants once, and what goes back of either is its share of all', async () => {
  const subscriber = await pastDue();
  await payInTwo(subscriber);
  expect(await standing(subscriber)).toEqual({ available: PRO, frozen: 0, debt: 0 });

  const [second, first] = await paymentsOf(subscriber);
  if (!first || !second) throw new Error('one of the payments is missing');
  const share = Math.floor((PRO * 1999) / 4999);
  expect([first.credit_amount, second.credit_amount]).toEqual([share, PRO - share]);
  await use(subscriber, 1_000);
  await refund(first, 'unused');
  expect(await standing(subscriber)).toEqual({ available: PRO / 2 - share, frozen: 0, debt: 0 });
  await refund(second, 'full');
  expect(await standing(subscriber)).toEqual({ available: 0, frozen: 0, debt: PRO / 2 });
});

test('ended now with its refund, a plan gives back all that paid for its present period, and never an earlier one', async () => {
  const subscriber = await pastDue();
  const { user_id } = subscriber;
  const operator = { actor: finance, reason: 'Asked for', notify: false };
  const end = () => cancelNow(shop.deps, { user_id, credits: 'refund', key: `form-${++keys}`, operator });
  expect((await previewCancellation(shop.db, user_id)).paid).toBeUndefined();
  await expect(end()).rejects.toMatchObject({ code: 'plan_change_refused' });

  await payInTwo(subscriber);
  expect(await previewCancellation(shop.db, user_id)).toMatchObject({ paid: { refundable_minor: 4999 } });
  expect(await end()).toMatchObject({ status: 'canceled' });
  await shop.settled();
  expect((await paymentsOf(subscriber)).map(({ refundable_minor }) => refundable_minor)).toEqual([
    0, 0, 4999,
  ]);
  expect(await standing(subscriber)).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a refund and a read of the invoice that its payment paid do not wait for each other crosswise', async () => {
  const { db, deps } = shop;
  const subscriber = await subscribe(shop);
  const { id } = await latestPayment(subscriber);
  const { invoice } = await db.one<{ invoice: string }>(
    'SELECT stripe_invoice_id AS invoice FROM payments WHERE id = $1',
    [id],
  );
  const waiting = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%payments%'`;
  const { read } = await db.transaction(async (tx) => {
    // As a refund begins; and as it goes on, once the read waits for the payment.
    await tx.query('SELECT FROM payments WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const reading = refresh(deps, { type: 'invoice', id: invoice });
    await waitFor(async () => (await db.query(waiting)).length > 0);
    await tx.query('SELECT FROM wallets WHERE id = $1 FOR NO KEY UPDATE NOWAIT', [subscriber.user_id]);
    return { read: reading };
  });
  await read;
  expect(await standing(subscriber)).toMatchObject({ available: PRO });
});
