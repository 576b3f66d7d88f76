import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { installSandboxClock } from '../../sandbox/clock.js';
import { nextInvoiceOf, replayEvent, subscriptionOf as viewOf } from '../../src/billing/index.js';
import { balance, verifyLedger } from '../../src/credits/index.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';
import { advance, subscribe } from './subscriber.js';

let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  shop = await openShop();
  await installSandboxClock(shop.ownerUrl);
  workers = await shop.startWorkers();
});
afterAll(async () => {
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  await workers?.close();
  await shop?.close();
});

const available = async (user_id: string) => (await balance(shop.db, user_id)).available;
const plans = (user_id: string) =>
  shop.db.query(
    'SELECT status, ended_at IS NOT NULL AS ended FROM subscriptions WHERE user_id = $1 ORDER BY id',
    [user_id],
  );
const open = (user_id: string) =>
  shop.db.query(`SELECT kind, detail FROM discrepancies WHERE user_id = $1 AND status = 'open'`, [user_id]);

test('a customer who is deleted at Stripe loses the plan that he had, is told so, and can begin anew', async () => {
  const { user_id, customer } = await subscribe(shop);
  expect(await available(user_id)).toBe(200_000);
  await shop.stripe.customers.del(customer);
  await shop.settled();
  expect(await plans(user_id)).toEqual([{ status: 'canceled', ended: true }]);
  expect(await available(user_id)).toBe(0);
  expect(await shop.db.one('SELECT stripe_customer_id FROM users WHERE id = $1', [user_id])).toEqual({
    stripe_customer_id: null,
  });
  const mails = await shop.db.query('SELECT template FROM mails WHERE user_id = $1 ORDER BY id', [user_id]);
  expect(mails).toEqual([{ template: 'receipt' }, { template: 'subscription-ended' }]);
  expect(await open(user_id)).toEqual([]);
  await shop.pay(user_id);
  await shop.settled();
  expect(await available(user_id)).toBe(50_000);
});

test('an event whose object cannot be read is given up with the reason, holds up nothing, and is made good by a replay', async () => {
  const { db, sandbox } = shop;
  const user_id = await createCustomer(db);
  await shop.pay(user_id);
  await shop.settled();
  const { charge } = await db.one<{ charge: string }>(
    'SELECT stripe_charge_id AS charge FROM payments WHERE user_id = $1',
    [user_id],
  );
  const poison = () =>
    db.one<{ state: string }>(`SELECT state, attempts, error FROM stripe_events WHERE id = 'evt_poison'`);
  const became = (state: string) => waitFor(async () => (await poison()).state === state);
  await sandbox.control('POST', 'faults', { fault: '400', path: `/v1/charges/${charge}` });
  await sandbox.control('POST', 'refunds', { charge, amount: 2000, webhook: false });
  await db.query(
    `INSERT INTO stripe_events (id, type, object_type, object_id, livemode, payload, state, attempts, created_at)
     VALUES ('evt_poison', 'charge.refunded', 'charge', $1, false, '{}', 'received', 19, app.now())`,
    [charge],
  );
  await became('dead');
  expect(await poison()).toMatchObject({ attempts: 20, error: expect.stringContaining('told to refuse') });
  const other = await createCustomer(db);
  await shop.pay(other);
  await waitFor(async () => (await available(other)) === 50_000);
  await sandbox.control('DELETE', 'faults');
  const actor = await createOperatorActor(db, 'support');
  await db.transaction((tx) => replayEvent(tx, { actor, event_id: 'evt_poison' }));
  await became('processed');
  await shop.settled();
  expect(await available(user_id)).toBe(0);
});

test('a draft that is deleted leaves no invoice', async () => {
  const { user_id, customer } = await subscribe(shop);
  const drafts = () =>
    shop.db.query(`SELECT status FROM invoices WHERE user_id = $1 AND status = 'draft'`, [user_id]);
  const { id } = await shop.stripe.invoices.create({ customer });
  await shop.settled();
  expect(await drafts()).toHaveLength(1);
  await shop.stripe.invoices.del(id);
  await shop.settled();
  expect(await drafts()).toEqual([]);
  expect(await open(user_id)).toEqual([]);
});

/** What a customer pays for with money that is only set aside. */
async function authorise(user_id: string): Promise<string> {
  const { stripe_id } = await shop.db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [shop.prices[500]],
  );
  const { id } = await shop.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    capture_method: 'manual',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { user_id, price: stripe_id, quantity: '1' },
  });
  await shop.settled();
  return id;
}

const payment = (user_id: string) =>
  shop.db.query(
    'SELECT status, received_minor, receipt_number IS NOT NULL AS receipt FROM payments WHERE user_id = $1',
    [user_id],
  );

test('money that is only set aside buys nothing until it is taken', async () => {
  const user_id = await createCustomer(shop.db);
  const intent = await authorise(user_id);
  expect(await payment(user_id)).toEqual([{ status: 'pending', received_minor: 0, receipt: false }]);
  expect(await available(user_id)).toBe(0);
  await shop.stripe.paymentIntents.capture(intent);
  await shop.settled();
  expect(await payment(user_id)).toEqual([{ status: 'succeeded', received_minor: 2000, receipt: true }]);
  expect(await available(user_id)).toBe(50_000);
});

test('money that was set aside and let go was never paid, and is no refund', async () => {
  const user_id = await createCustomer(shop.db);
  await shop.stripe.paymentIntents.cancel(await authorise(user_id));
  await shop.settled();
  expect(await payment(user_id)).toEqual([{ status: 'failed', received_minor: 0, receipt: false }]);
  expect(
    await shop.db.query(
      'SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1',
      [user_id],
    ),
  ).toEqual([]);
  expect(await shop.db.query('SELECT FROM mails WHERE user_id = $1', [user_id])).toEqual([]);
  expect(await open(user_id)).toEqual([]);
});

test('a subscription to several things is one plan, and raised until it has one item again', async () => {
  const { user_id, customer } = await subscribe(shop);
  const [plan] = (await shop.stripe.subscriptions.list({ customer })).data;
  const item = plan?.items.data[0];
  const basic = (await shop.stripe.prices.list({ lookup_keys: ['basic_monthly'] })).data[0];
  const added = { subscription: String(plan?.id), price: String(basic?.id) };
  const second = await shop.stripe.subscriptionItems.create({ ...added, proration_behavior: 'none' });
  await shop.settled();
  expect(await open(user_id)).toMatchObject([
    { kind: 'several_items', detail: { plan: item?.price.id, others: [basic?.id] } },
  ]);
  expect(await plans(user_id)).toEqual([{ status: 'active', ended: false }]);
  const view = await viewOf(shop.db, user_id);
  expect(view).toMatchObject({ has_further_items: true, unit_amount_minor: 4999 });
  expect(view && (await nextInvoiceOf(shop.deps, view))).toEqual({ due_minor: 6498, discounted: false });
  await shop.stripe.subscriptionItems.del(second.id, { proration_behavior: 'none' });
  await shop.settled();
  expect(await open(user_id)).toEqual([]);
});

test('a renewal that is only foretold is stored and ignored, and then happens', async () => {
  const { user_id } = await subscribe(shop);
  await advance(shop, 'P27D');
  const told = await shop.db.query(
    `SELECT DISTINCT state, object_id LIKE 'upcoming%' AS foretold FROM stripe_events WHERE type = 'invoice.upcoming'`,
  );
  expect(told).toEqual([{ state: 'ignored', foretold: true }]);
  const invoices = () => shop.db.query('SELECT status FROM invoices WHERE user_id = $1', [user_id]);
  expect(await invoices()).toEqual([{ status: 'paid' }]);
  await advance(shop, 'P5D');
  expect(await invoices()).toEqual([{ status: 'paid' }, { status: 'paid' }]);
});
