import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { catalogue } from '../../src/billing/index.js';
import { createCustomer } from '../support/credits.js';
import { openStripeCli, type StripeCli } from '../support/stripe-cli.js';
import { openShop, type Shop } from './shop.js';

const GRACE_MS = 2 * 3_600_000;
const NEVER_KNOWN = 'Stripe charged someone whom we do not know.';

let shop: Shop;
let workers: RunningWorkers;
let cli: StripeCli;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  cli = await openStripeCli(shop.sandbox.url());
});
afterAll(async () => {
  await cli?.close();
  await workers?.close();
  await shop?.close();
});

type Made = { type: string; id: string; data: Record<string, unknown> };

/** Triggers an event, waits until we have followed, and answers what is new here: mirrored objects and discrepancies. */
async function trigger(event: string, add: string[] = [], state = 'processed') {
  const { db } = shop;
  await shop.settled();
  const { from } = await db.one<{ from: Date }>('SELECT clock_timestamp() AS from');
  await cli.trigger(event, add);
  await shop.settled();
  const told = await db.query<{ state: string }>(
    'SELECT state FROM stripe_events WHERE type = $1 AND received_at >= $2',
    [event, from],
  );
  expect(told).toContainEqual({ state });
  const made = await db.query<Made>(
    'SELECT type, id, data FROM stripe_objects WHERE created_at >= $1 ORDER BY type, id',
    [from],
  );
  const raised = await db.query<{ kind: string; about: string; detail: Record<string, unknown> }>(
    `SELECT d.kind, m.type AS about, d.detail FROM discrepancies d LEFT JOIN stripe_objects m ON m.id = d.stripe_id
     WHERE d.created_at >= $1 AND d.status = 'open' ORDER BY m.type, d.kind`,
    [from],
  );
  return {
    raised,
    the: (type: string) => made.find((each) => each.type === type) as Made,
    kinds: raised.map(({ kind, about }) => `${about}: ${kind}`),
  };
}

const paymentsOf = (user_id: string) =>
  shop.db.query(
    `SELECT kind, status, received_minor, credit_amount, decline_code FROM payments WHERE user_id = $1 ORDER BY created_at`,
    [user_id],
  );
const registered = () => shop.db.one('SELECT count(*)::int AS count FROM payments');
const available = async (user_id: string) =>
  (await shop.db.one<{ available: number }>('SELECT available FROM wallets WHERE id = $1', [user_id]))
    .available;

test('product.created: the product is in the catalogue, with nothing to sell', async () => {
  const { the, kinds } = await trigger('product.created');
  expect(kinds).toEqual([]);
  expect(
    await shop.db.query(
      `SELECT name, kind, credit_amount, active, (SELECT count(*)::int FROM prices p WHERE p.product_id = o.id) AS prices
       FROM products o WHERE stripe_id = $1`,
      [the('product').id],
    ),
  ).toEqual([{ name: 'myproduct', kind: 'pack', credit_amount: null, active: true, prices: 0 }]);
});

test('price.created: a price that does not say its credits is stored with its fault, and not sold', async () => {
  const { the } = await trigger('price.created');
  const price = await shop.db.one<{ id: string }>(
    `SELECT p.id, o.kind, p.unit_amount_minor, p.billing_interval, p.fault FROM prices p JOIN products o ON o.id = p.product_id
     WHERE p.stripe_id = $1`,
    [the('price').id],
  );
  expect(price).toMatchObject({
    kind: 'subscription',
    unit_amount_minor: 1500,
    billing_interval: 'month',
    fault: 'credit_amount is missing from the metadata of both the price and its product',
  });
  const sold = (await catalogue(shop.db)).flatMap(({ prices }) => prices.map(({ id }) => id));
  expect(sold).not.toContain(price.id);
});

test('payment_intent.succeeded: money from nobody we know is not registered, and raised with its amount', async () => {
  const before = await registered();
  const { raised, kinds, the } = await trigger('payment_intent.succeeded');
  expect(kinds).toEqual(['charge: unknown_customer']);
  expect(raised[0]?.detail).toMatchObject({
    why: NEVER_KNOWN,
    amount_minor: 2000,
    currency: 'usd',
    payment_intent: the('payment_intent').id,
  });
  expect(await registered()).toEqual(before);
});

test('payment_intent.payment_failed: a stranger’s declined card is mirrored, and nobody’s concern', async () => {
  const before = await registered();
  const { kinds, the } = await trigger('payment_intent.payment_failed');
  expect(kinds).toEqual([]);
  expect(the('charge').data).toMatchObject({ status: 'failed', failure_code: 'card_declined' });
  expect(await registered()).toEqual(before);
});

test('payment_intent.payment_failed of a customer is a failed payment of his, with the reason', async () => {
  const user_id = await createCustomer(shop.db);
  await trigger('payment_intent.payment_failed', [`payment_intent:metadata.user_id=${user_id}`]);
  expect(await paymentsOf(user_id)).toEqual([
    { kind: 'other', status: 'failed', received_minor: 0, credit_amount: 0, decline_code: 'generic_decline' },
  ]);
});

test('charge.refunded: of a stranger’s payment both it and what went back are raised', async () => {
  const { kinds } = await trigger('charge.refunded');
  expect(kinds).toEqual(['charge: unknown_customer', 'refund: refund_mismatch']);
});

test('charge.refunded of a customer’s pack takes its credits back, and tells that it was paid in another currency', async () => {
  const user_id = await createCustomer(shop.db);
  const price = await shop.db.one<{ stripe_id: string }>('SELECT stripe_id FROM prices WHERE id = $1', [
    shop.prices[500],
  ]);
  const says = { user_id, price: price.stripe_id, quantity: '1' };
  const { kinds } = await trigger(
    'charge.refunded',
    Object.entries(says).map(([key, value]) => `payment_intent:metadata.${key}=${value}`),
  );
  expect(kinds).toEqual(['charge: currency_mismatch']);
  expect(await paymentsOf(user_id)).toMatchObject([
    { kind: 'pack', status: 'succeeded', received_minor: 100, credit_amount: 50_000 },
  ]);
  expect(
    await shop.db.query(
      `SELECT r.status, r.amount_minor, t.taken FROM refunds r JOIN returns t ON t.refund_id = r.id
       JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1`,
      [user_id],
    ),
  ).toEqual([{ status: 'succeeded', amount_minor: 100, taken: 50_000 }]);
  expect(await available(user_id)).toBe(0);
});

test('charge.dispute.created: a stranger’s dispute is raised beside his charge', async () => {
  const { kinds, the } = await trigger('charge.dispute.created');
  expect(kinds).toEqual(['charge: unknown_customer', 'dispute: refund_mismatch']);
  expect(the('dispute').data).toMatchObject({ status: 'warning_needs_response', amount: 100 });
});

test('checkout.session.completed: paid by nobody we know, the session is mirrored and its charge raised', async () => {
  const { kinds, raised, the } = await trigger('checkout.session.completed');
  expect(kinds).toEqual(['charge: unknown_customer']);
  expect(raised[0]?.detail).toMatchObject({ amount_minor: 3000 });
  expect(the('checkout.session').data).toMatchObject({ payment_status: 'paid', amount_total: 3000 });
});

test('checkout.session.completed of a customer gives him the credits of what he bought, twice', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('checkout.session.completed', [
    `checkout_session:metadata.user_id=${user_id}`,
    'price:metadata.credit_amount=70',
  ]);
  expect(kinds).toEqual([]);
  expect(await paymentsOf(user_id)).toMatchObject([
    { kind: 'pack', status: 'succeeded', received_minor: 3000, credit_amount: 14_000 },
  ]);
  expect(await available(user_id)).toBe(14_000);
});

test('checkout.session.completed of a price without credits is registered, and the catalogue’s fault raised', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('checkout.session.completed', [
    `checkout_session:metadata.user_id=${user_id}`,
  ]);
  expect(kinds).toEqual(['charge: catalogue_fault']);
  expect(await paymentsOf(user_id)).toMatchObject([{ kind: 'pack', received_minor: 3000, credit_amount: 0 }]);
});

const OF_A_STRANGER = [
  'charge: unknown_customer',
  'invoice: unknown_customer',
  'subscription: unknown_customer',
];

test.each(['created', 'updated', 'deleted'])(
  'customer.subscription.%s: a stranger’s plan, its invoice and its payment are raised, and nothing is stored',
  async (change) => {
    const { kinds, the } = await trigger(`customer.subscription.${change}`);
    expect(kinds).toEqual(OF_A_STRANGER);
    const { id } = the('subscription');
    expect(await shop.db.query('SELECT FROM subscriptions WHERE stripe_id = $1', [id])).toEqual([]);
  },
);

/** What makes the official fixtures' subscriber a customer of ours, with a plan of 100 credits. */
const ours = (user_id: string) => [
  `customer:metadata.user_id=${user_id}`,
  'price:metadata.credit_amount=100',
];

test('customer.subscription.created of a customer is his plan: paid, with its credits until the period ends', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('customer.subscription.created', ours(user_id));
  expect(kinds).toEqual([]);
  const plan = await shop.db.one<{ status: string; current_period_end: Date }>(
    'SELECT status, current_period_end FROM subscriptions WHERE user_id = $1',
    [user_id],
  );
  expect(plan.status).toBe('active');
  expect(await paymentsOf(user_id)).toMatchObject([
    { kind: 'subscription', status: 'succeeded', received_minor: 1500, credit_amount: 10_000 },
  ]);
  expect(
    await shop.db.query('SELECT type, amount, expires_at FROM grants WHERE wallet_id = $1', [user_id]),
  ).toEqual([
    {
      type: 'subscription',
      amount: 10_000,
      expires_at: new Date(plan.current_period_end.getTime() + GRACE_MS),
    },
  ]);
});

test('customer.subscription.deleted of a customer ends his plan, and what is left of its credits with it', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('customer.subscription.deleted', ours(user_id));
  expect(kinds).toEqual([]);
  expect(
    await shop.db.one('SELECT status, ended_at IS NOT NULL AS ended FROM subscriptions WHERE user_id = $1', [
      user_id,
    ]),
  ).toEqual({ status: 'canceled', ended: true });
  expect(await paymentsOf(user_id)).toMatchObject([{ status: 'succeeded', credit_amount: 10_000 }]);
  expect(await available(user_id)).toBe(0);
});

test('invoice.paid: a stranger’s invoice and its payment are raised', async () => {
  const { kinds, the } = await trigger('invoice.paid');
  expect(kinds).toEqual(['charge: unknown_customer', 'invoice: unknown_customer']);
  expect(the('invoice').data).toMatchObject({ status: 'paid', amount_paid: 2000, parent: null });
});

test('invoice.paid of a customer is his payment; what it was for no plan says, so an operator hears that it gave no credits', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('invoice.paid', [`customer:metadata.user_id=${user_id}`]);
  expect(kinds).toEqual(['charge: paid_without_credits']);
  expect(await paymentsOf(user_id)).toMatchObject([{ status: 'succeeded', received_minor: 2000 }]);
  expect(
    await shop.db.query(
      'SELECT status, total_minor, amount_paid_minor, subscription_id FROM invoices WHERE user_id = $1',
      [user_id],
    ),
  ).toEqual([{ status: 'paid', total_minor: 2000, amount_paid_minor: 2000, subscription_id: null }]);
  expect(await available(user_id)).toBe(0);
});

test('invoice.payment_failed of a customer: the invoice stays open, and the payment is a failed one', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('invoice.payment_failed', [`customer:metadata.user_id=${user_id}`]);
  expect(kinds).toEqual([]);
  expect(
    await shop.db.query('SELECT status, amount_paid_minor FROM invoices WHERE user_id = $1', [user_id]),
  ).toEqual([{ status: 'open', amount_paid_minor: 0 }]);
  expect(await paymentsOf(user_id)).toMatchObject([{ status: 'failed', received_minor: 0 }]);
});

test('credit_note.created of a customer: half of what is due of his invoice is taken off, and no money moves', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('credit_note.created', [`customer:metadata.user_id=${user_id}`]);
  expect(kinds).toEqual([]);
  expect(
    await shop.db.query(
      `SELECT i.status, i.amount_due_minor, c.amount_minor, c.refunded_minor, c.outside_minor
       FROM invoices i JOIN credit_notes c ON c.invoice_id = i.id WHERE i.user_id = $1`,
      [user_id],
    ),
  ).toEqual([
    { status: 'open', amount_due_minor: 1000, amount_minor: 1000, refunded_minor: 0, outside_minor: 0 },
  ]);
  expect(await paymentsOf(user_id)).toEqual([]);
});

test('subscription_schedule.created of a customer is his plan, paid, and its next phase is no other plan', async () => {
  const user_id = await createCustomer(shop.db);
  const { kinds } = await trigger('subscription_schedule.created', ours(user_id));
  expect(kinds).toEqual([]);
  expect(
    await shop.db.query('SELECT status, quantity, pending_change FROM subscriptions WHERE user_id = $1', [
      user_id,
    ]),
  ).toEqual([{ status: 'active', quantity: 1, pending_change: null }]);
  expect(await available(user_id)).toBe(10_000);
});

test('coupon.created is stored and ignored: what it takes off stands in the payment', async () => {
  const before = await registered();
  const { kinds, the } = await trigger('coupon.created', [], 'ignored');
  expect(kinds).toEqual([]);
  expect(the('coupon')).toBeUndefined();
  expect(await registered()).toEqual(before);
});
