import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { billedInvoices, listPayments } from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';
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

async function chargeInDashboard(given: object): Promise<Stripe.Charge> {
  const charge = await shop.sandbox.control('POST', 'charges', { amount: 2000, currency: 'eur', ...given });
  await shop.settled();
  return charge as unknown as Stripe.Charge;
}

const findings = (stripe_id: string) =>
  shop.db.query<{ kind: string; status: string; user_id: string | null }>(
    'SELECT kind, status, user_id FROM discrepancies WHERE stripe_id = $1 ORDER BY kind',
    [stripe_id],
  );

const paymentsOf = async (user_id: string) => (await listPayments(shop.db, user_id)).data;

test('a charge of somebody whom we do not know is a discrepancy', async () => {
  const { id } = await chargeInDashboard({});
  expect(await findings(id)).toEqual([{ kind: 'unknown_customer', status: 'open', user_id: null }]);
});

test('a charge of our customer that bought nothing we know of is a discrepancy in his name', async () => {
  const user_id = await createCustomer(shop.db);
  const { id: customer } = await shop.stripe.customers.create({ metadata: { user_id } });
  const { id } = await chargeInDashboard({ customer });
  expect(await findings(id)).toEqual([{ kind: 'charged_not_registered', status: 'open', user_id }]);
  expect(await paymentsOf(user_id)).toEqual([]);
});

test('what a change in Stripe’s dashboard bills in mid-period is a payment with a receipt, and an operator hears that it gave no credits', async () => {
  const { db, stripe } = shop;
  const { user_id, customer } = await subscribe(shop);
  const [plan] = (await stripe.subscriptions.list({ customer })).data;
  const items = [{ id: plan?.items.data[0]?.id ?? '', quantity: 3 }];
  await stripe.subscriptions.update(plan?.id ?? '', { items, proration_behavior: 'always_invoice' });
  await shop.settled();
  const [latest, first] = await paymentsOf(user_id);
  expect([latest, first]).toMatchObject([
    { kind: 'subscription', status: 'succeeded', credit_amount: 0, description: expect.stringMatching(/./) },
    { kind: 'subscription', credit_amount: 200_000 },
  ]);
  await waitFor(async () => (await paymentsOf(user_id))[0]?.receipt_number);
  expect(await findings(latest?.stripe_charge_id ?? '')).toEqual([
    { kind: 'paid_without_credits', status: 'open', user_id },
  ]);
  expect(await balance(db, user_id)).toMatchObject({
    available: 200_000,
    by_type: { subscription: 200_000, pay_as_you_go: 0 },
  });
  const [bill] = (await billedInvoices(db, { user_id })).data;
  expect(bill).toMatchObject({
    status: 'paid',
    total_minor: latest?.amount_minor,
    payments: [{ id: latest?.id }],
  });
});

test('an invoice that is no plan’s is a payment too once it is paid', async () => {
  const { db, stripe } = shop;
  const { user_id, customer } = await subscribe(shop);
  await stripe.invoiceItems.create({ customer, amount: 700, currency: 'eur', description: 'Setting up' });
  const invoice = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.invoices.pay(invoice.id ?? '', { payment_method });
  await shop.settled();
  const [latest] = await paymentsOf(user_id);
  expect(latest).toMatchObject({ kind: 'other', status: 'succeeded', amount_minor: 700, credit_amount: 0 });
  expect(await findings(latest?.stripe_charge_id ?? '')).toMatchObject([{ kind: 'paid_without_credits' }]);
  expect((await balance(db, user_id)).available).toBe(200_000);
});

test('a charge is registered by itself once its customer turns out to be ours', async () => {
  const { db, stripe, prices } = shop;
  const { stripe_id: price } = await db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [prices[500]],
  );
  const { id: customer } = await stripe.customers.create({});
  const { id } = await chargeInDashboard({ customer, metadata: { price, quantity: '1' } });
  expect(await findings(id)).toMatchObject([{ kind: 'unknown_customer', status: 'open' }]);

  const user_id = await createCustomer(db);
  await stripe.customers.update(customer, { metadata: { user_id } });
  await shop.settled();
  expect(await paymentsOf(user_id)).toMatchObject([{ status: 'succeeded', credit_amount: 50_000 }]);
  expect((await balance(db, user_id)).available).toBe(50_000);
  expect(await findings(id)).toMatchObject([{ kind: 'unknown_customer', status: 'fixed' }]);
});

test('a charge of another amount than its price is registered and raised', async () => {
  const { db, stripe, prices } = shop;
  const { stripe_id: price } = await db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [prices[500]],
  );
  const user_id = await createCustomer(db);
  const { id: customer } = await stripe.customers.create({ metadata: { user_id } });
  const cheap = await chargeInDashboard({ customer, amount: 100, metadata: { price, quantity: '1' } });
  expect(await findings(cheap.id)).toEqual([{ kind: 'amount_mismatch', status: 'open', user_id }]);
  const dollars = await chargeInDashboard({ customer, currency: 'usd', metadata: { price, quantity: '1' } });
  expect(await findings(dollars.id)).toEqual([{ kind: 'currency_mismatch', status: 'open', user_id }]);
  expect(await paymentsOf(user_id)).toHaveLength(2);
});

test('a refund of a charge that is not registered is a discrepancy', async () => {
  const charge = await chargeInDashboard({});
  const refund = (await shop.sandbox.control('POST', 'refunds', { charge: charge.id })) as { id: string };
  await shop.settled();
  expect(await findings(refund.id)).toMatchObject([{ kind: 'refund_mismatch', status: 'open' }]);
});

test('a second customer that Stripe has for a user is raised, and his payments still count for the user', async () => {
  const { db, stripe, prices } = shop;
  const { stripe_id: price } = await db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [prices[500]],
  );
  const user_id = await createCustomer(db);
  await stripe.customers.create({ metadata: { user_id } });
  await shop.settled();
  const second = await stripe.customers.create({ metadata: { user_id } });
  await chargeInDashboard({ customer: second.id, metadata: { price, quantity: '1' } });
  expect(await findings(second.id)).toEqual([{ kind: 'customer_mismatch', status: 'open', user_id }]);
  expect((await balance(db, user_id)).available).toBe(50_000);
});

test('a customer of ours whom Stripe gives to another user is raised, and stays whose he was', async () => {
  const { db, stripe } = shop;
  const [owner, other] = [await createCustomer(db), await createCustomer(db)];
  const { id } = await stripe.customers.create({ metadata: { user_id: owner } });
  await shop.settled();
  await stripe.customers.update(id, { metadata: { user_id: other } });
  await shop.settled();
  expect(await findings(id)).toEqual([{ kind: 'customer_mismatch', status: 'open', user_id: other }]);
  expect(await db.query('SELECT id FROM users WHERE stripe_customer_id = $1', [id])).toEqual([{ id: owner }]);
});

test('a customer who is deleted in Stripe is unlinked, and gets a new one at the next checkout', async () => {
  const { db, stripe } = shop;
  const user_id = await createCustomer(db);
  await shop.pay(user_id);
  await shop.settled();
  const linked = () =>
    db.one<{ stripe_customer_id: string | null }>('SELECT stripe_customer_id FROM users WHERE id = $1', [
      user_id,
    ]);
  const { stripe_customer_id: first } = await linked();
  await stripe.customers.del(first ?? '');
  await shop.settled();
  expect(await linked()).toEqual({ stripe_customer_id: null });
  await shop.pay(user_id);
  await shop.settled();
  expect((await balance(db, user_id)).available).toBe(100_000);
  expect((await linked()).stripe_customer_id).not.toBe(first);
});

test('a dispute is stored, and forbids refunds while it is open', async () => {
  const user_id = await createCustomer(shop.db);
  await shop.pay(user_id);
  await shop.settled();
  const [payment] = await paymentsOf(user_id);
  await shop.sandbox.control('POST', 'disputes', { charge: payment?.stripe_charge_id });
  await shop.settled();
  expect((await paymentsOf(user_id))[0]?.refundable_minor).toBe(0);
  expect(
    await shop.db.query('SELECT status, amount_minor FROM disputes WHERE payment_id = $1', [payment?.id]),
  ).toEqual([{ status: 'needs_response', amount_minor: 2000 }]);
});
