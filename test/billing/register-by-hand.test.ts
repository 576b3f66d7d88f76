import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { listPayments } from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { type Answer, type Office, type Operator, officeOf, signInAs } from '../admin/office.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;
let office: Office;
let support: Operator;
let finance: Operator;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  office = await officeOf(shop);
  support = await signInAs(office, 'support');
  finance = await signInAs(office, 'finance');
});
afterAll(async () => {
  await office?.close();
  await workers?.close();
  await shop?.close();
});

interface Charged {
  charge: Stripe.Charge;
  /** Its open discrepancy. */
  finding: string;
}

async function chargeInDashboard(given: object): Promise<Charged> {
  const body = { amount: 2000, currency: 'eur', ...given };
  const charge = (await shop.sandbox.control('POST', 'charges', body)) as unknown as Stripe.Charge;
  await shop.settled();
  const { id } = await shop.db.one<{ id: string }>(
    `SELECT id FROM discrepancies WHERE stripe_id = $1 AND status = 'open'`,
    [charge.id],
  );
  return { charge, finding: id };
}

async function linked(): Promise<{ user_id: string; customer: string; email: string }> {
  const email = `${randomUUID()}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  const { id: customer } = await shop.stripe.customers.create({ metadata: { user_id } });
  return { user_id, customer, email };
}

const record = (finding: string) => `/resources/discrepancies/records/${finding}`;
const preview = async (finding: string, wish: object, by = support) =>
  (await by.post(`${record(finding)}/previewRegistration`, { price_id: null, ...wish })).json;
const register = (finding: string, form: object, by = support): Promise<Answer> =>
  by.post(`${record(finding)}/register`, {
    price_id: null,
    reason: 'Paid by telephone',
    ticket: '91',
    notify: true,
    key: randomUUID(),
    ...form,
  });
const paymentsOf = async (user_id: string) => (await listPayments(shop.db, user_id)).data;
const pageOf = async (user_id: string) =>
  (await support.read(`/resources/customers/records/${user_id}/show`)).json.page;
const receiptOf = (user_id: string) => waitFor(async () => (await paymentsOf(user_id))[0]?.receipt_number);
const mailsTo = (email: string) => shop.mails.filter(({ to }) => to === email);

test('an agent finds a charge that nothing explains by the card, registers the pack that it paid, and the customer has credits and receipt, once', async () => {
  const { user_id, customer, email } = await linked();
  const { charge, finding } = await chargeInDashboard({ customer, card: '5555555555554444' });
  const found = (await support.read('/pages/search?q=4444')).json;
  expect(JSON.stringify(found)).toContain(finding);
  expect((await pageOf(user_id)).unregistered).toMatchObject([
    { discrepancy_id: finding, received_minor: 2000, card_last4: '4444' },
  ]);

  const price_id = shop.prices[500];
  const { preview: before } = await preview(finding, { price_id });
  expect(before.packs).toMatchObject([
    { price_id, quantity: 1, due_minor: 2000, credits: 50_000, fits: true },
  ]);
  expect(before.effect).toMatchObject({ bought: 50_000, available_before: 0, available_after: 50_000 });

  const form = { price_id, key: randomUUID() };
  const answers = await Promise.all([1, 2, 3].map(() => register(finding, form)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await register(finding, form)).status).toBe(200);
  await shop.sandbox.control('POST', 'dashboard', {
    path: `/v1/charges/${charge.id}`,
    params: { description: 'told once more' },
  });
  await shop.settled();
  expect(await paymentsOf(user_id)).toMatchObject([
    {
      kind: 'pack',
      status: 'succeeded',
      credit_amount: 50_000,
      received_minor: 2000,
      refundable_minor: 2000,
    },
  ]);
  expect((await balance(shop.db, user_id)).available).toBe(50_000);
  const receipt = await receiptOf(user_id);
  await waitFor(() => mailsTo(email).length > 0);
  expect(mailsTo(email)).toMatchObject([{ text: expect.stringContaining(receipt ?? '') }]);
});

test('who registered it, why and what for stands in the audit log, and the discrepancy is closed in his words', async () => {
  const { user_id, customer } = await linked();
  const { charge, finding } = await chargeInDashboard({ customer });
  await register(finding, { price_id: shop.prices[500], reason: 'The customer sent the bank’s slip' });
  const { audit, unregistered } = await pageOf(user_id);
  expect(unregistered).toEqual([]);
  expect(audit.find(({ action }: { action: string }) => action === 'payment.register')).toMatchObject({
    reason: 'The customer sent the bank’s slip',
    ticket: '91',
    after: { stripe_charge_id: charge.id, received_minor: 2000, credits: 500, quantity: 1 },
  });
  const findings = 'SELECT status, closed_by, reason FROM discrepancies WHERE stripe_id = $1';
  expect(await shop.db.query(findings, [charge.id])).toEqual([
    { status: 'fixed', closed_by: support.id, reason: 'The customer sent the bank’s slip' },
  ]);
  const late = await register(finding, { price_id: shop.prices[500] });
  expect([late.status, late.json.code]).toEqual([422, 'nothing_to_register']);
});

test('a form’s key stands for one form: sent for another charge or with other contents it is refused, and nothing is written', async () => {
  const { user_id, customer } = await linked();
  const [one, other] = [await chargeInDashboard({ customer }), await chargeInDashboard({ customer })];
  const form = { price_id: shop.prices[500], key: randomUUID() };
  await register(one.finding, form);
  const reused = [
    await register(other.finding, form),
    await register(one.finding, { ...form, price_id: null }),
  ];
  for (const { status, json } of reused) expect([status, json.code]).toEqual([409, 'idempotency_key_reused']);
  expect((await register(one.finding, form)).status).toBe(200);
  expect((await balance(shop.db, user_id)).available).toBe(50_000);
  const third = await chargeInDashboard({ customer });
  const key = randomUUID();
  const both = await Promise.all([other, third].map(({ finding }) => register(finding, { ...form, key })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await balance(shop.db, user_id)).available).toBe(100_000);
});

test('a payment without credits is a payment with a receipt that promises none, and nobody is told where the box is unticked', async () => {
  const { user_id, customer, email } = await linked();
  const { finding } = await chargeInDashboard({ customer, amount: 777 });
  await register(finding, { description: 'Training on the telephone', notify: false });
  await receiptOf(user_id);
  await shop.settled();
  expect(await paymentsOf(user_id)).toMatchObject([
    { kind: 'other', description: 'Training on the telephone', credit_amount: 0, received_minor: 777 },
  ]);
  expect((await balance(shop.db, user_id)).available).toBe(0);
  expect(mailsTo(email)).toEqual([]);

  const told = await chargeInDashboard({ customer, amount: 300, description: 'A T-shirt' });
  await register(told.finding, {});
  await waitFor(() => mailsTo(email).length > 0);
  const [mail] = mailsTo(email);
  expect(mail?.text).toContain('For: A T-shirt');
  expect(mail?.text).not.toMatch(/credits/i);
});

test('a charge of somebody whom we do not know is registered for the customer whom the agent names', async () => {
  const email = `${randomUUID()}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  const { finding } = await chargeInDashboard({});
  expect((await preview(finding, {})).preview).toMatchObject({ customer: null, effect: null });
  const price_id = shop.prices[500];
  expect((await register(finding, { price_id })).json.fields).toEqual({ email: expect.any(String) });
  expect((await register(finding, { price_id, email: 'nobody@example.com' })).json.code).toBe(
    'unknown_customer',
  );
  expect((await register(finding, { price_id, email: email.toUpperCase() })).status).toBe(200);
  expect(await paymentsOf(user_id)).toMatchObject([{ status: 'succeeded', credit_amount: 50_000 }]);
});

test('what went back before takes its share at once, and the rest can be refunded as of any payment', async () => {
  const { user_id, customer } = await linked();
  const { charge, finding } = await chargeInDashboard({ customer });
  await shop.sandbox.control('POST', 'refunds', { charge: charge.id, amount: 500 });
  await shop.settled();
  const price_id = shop.prices[500];
  expect((await preview(finding, { price_id })).preview.effect).toMatchObject({
    bought: 50_000,
    taken: 12_500,
    available_after: 37_500,
  });
  await register(finding, { price_id });
  await shop.settled();
  expect((await balance(shop.db, user_id)).available).toBe(37_500);
  const [payment] = await paymentsOf(user_id);
  expect(payment).toMatchObject({ refundable_minor: 1500, refunds: [{ amount_minor: 500 }] });
  const refund = await support.post(`/resources/payments/records/${payment?.id}/refund`, {
    amount: '15.00',
    policy: 'unused',
    reason: 'All of it after all',
    notify: false,
    key: randomUUID(),
  });
  expect(refund.status).toBe(200);
  await shop.settled();
  expect((await balance(shop.db, user_id)).available).toBe(0);
  const open = `SELECT kind FROM discrepancies WHERE user_id = $1 AND status = 'open'`;
  expect(await shop.db.query(open, [user_id])).toEqual([]);
});

test('support registers only what costs just what was paid; finance may say that it was something else', async () => {
  const { user_id, customer } = await linked();
  const { finding } = await chargeInDashboard({ customer, amount: 1800 });
  const price_id = shop.prices[500];
  expect((await preview(finding, {})).preview.packs).toEqual([]);
  expect((await register(finding, { price_id })).json.code).toBe('not_for_sale');
  const { packs } = (await preview(finding, {}, finance)).preview;
  expect(packs).toContainEqual(expect.objectContaining({ price_id, due_minor: 2000, fits: false }));
  expect((await register(finding, { price_id }, finance)).status).toBe(200);
  expect(await paymentsOf(user_id)).toMatchObject([{ received_minor: 1800, credit_amount: 50_000 }]);
  const double = await chargeInDashboard({ customer, amount: 4000 });
  await register(double.finding, { price_id });
  expect(await paymentsOf(user_id)).toMatchObject([
    { description: '2 × 500 credits', credit_amount: 100_000 },
    {},
  ]);
});

test('what Stripe comes to know before the agent presses the button goes before what he says', async () => {
  const { db, prices } = shop;
  const { user_id, customer } = await linked();
  const { charge, finding } = await chargeInDashboard({ customer, amount: 3600 });
  const { stripe_id: price } = await db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [prices[1000]],
  );
  await shop.sandbox.control('POST', 'dashboard', {
    path: `/v1/payment_intents/${charge.payment_intent}`,
    params: { metadata: { price, quantity: '1' } },
    webhook: false,
  });
  const answer = await register(finding, {});
  expect([answer.status, answer.json.code]).toEqual([422, 'nothing_to_register']);
  expect(await paymentsOf(user_id)).toMatchObject([{ kind: 'pack', credit_amount: 100_000 }]);
});

test('what paid an invoice of an unknown customer is not an agent’s to explain', async () => {
  const { stripe } = shop;
  const { id: customer } = await stripe.customers.create({});
  await stripe.invoiceItems.create({ customer, amount: 700, currency: 'eur' });
  const invoice = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.invoices.pay(invoice.id ?? '', { payment_method });
  await shop.settled();
  const { id: finding } = await shop.db.one<{ id: string }>(
    `SELECT d.id FROM discrepancies d JOIN stripe_objects o ON o.id = d.stripe_id
     WHERE d.kind = 'unknown_customer' AND o.type = 'charge' AND o.customer = $1`,
    [customer],
  );
  const answer = await register(finding, { email: 'x@example.com' });
  expect([answer.status, answer.json.code]).toEqual([422, 'pays_invoice']);
  expect(answer.json.notice.message).toContain(invoice.id);
});
