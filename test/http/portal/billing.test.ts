import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { refresh } from '../../../src/billing/index.js';
import { type Shop, startShop } from '../../support/shop.js';
import { givenSubscription } from '../../support/subscriptions.js';
import type { Browser } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());

/** An invoice of Stripe's, with its row and mirror here. Answers our id and Stripe's page of it. */
async function billed(user_id: string): Promise<{ id: string; page: string }> {
  const { stripe } = shop.stripe;
  const customer = await stripe.customers.create({ metadata: { user_id } });
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const prices = await stripe.prices.list({ lookup_keys: ['pro_monthly'] });
  const { latest_invoice } = await stripe.subscriptions.create({
    customer: customer.id,
    default_payment_method: card,
    items: [{ price: String(prices.data[0]?.id) }],
  });
  const invoice = await stripe.invoices.retrieve(String(latest_invoice));
  await shop.db.query(
    'INSERT INTO stripe_objects (id, type, data) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET data = $3',
    [invoice.id, 'invoice', JSON.stringify(invoice)],
  );
  const { id } = await shop.db.one<{ id: string }>(
    `INSERT INTO invoices (stripe_id, user_id, number, status, currency, total_minor, amount_paid_minor)
     VALUES ($1, $2, $3, 'paid', 'eur', 4999, 4999) RETURNING id`,
    [invoice.id, user_id, invoice.number],
  );
  return { id, page: String(invoice.hosted_invoice_url) };
}

async function credit(invoice_id: string, amount_minor: number): Promise<void> {
  await shop.db.query(
    `INSERT INTO credit_notes (stripe_id, invoice_id, number, status, currency, amount_minor, created_at)
     VALUES ($1, $2, 'NOTE-01', 'issued', 'eur', $3, app.now())`,
    [`cn_${randomUUID()}`, invoice_id, amount_minor],
  );
}

const text = async (browser: Browser) =>
  load((await browser.get('/billing')).html)('main')
    .text()
    .replace(/\s+/g, ' ');

test('the billing page shows each invoice with its period, state and credit notes, and leads to Stripe’s pages of it', async () => {
  const { browser, id: user_id } = await signedIn(shop.db, shop.url);
  expect(await text(browser)).toContain('Nothing has been billed to you yet.');
  const { id, page } = await billed(user_id);
  await credit(id, 1_000);
  const shown = await text(browser);
  for (const fact of ['Settled without a card', '€49.99', 'Credit note NOTE-01 −€10.00', ' to '])
    expect(shown).toContain(fact);
  expect((await browser.get(`/billing/${id}/invoice`)).location).toBe(page);
  expect((await browser.get(`/billing/${id}/invoice.pdf`)).location).toBe(page);
  for (const path of [`${randomUUID()}/invoice`, 'x/invoice', `${id}/secret`])
    expect((await browser.get(`/billing/${path}`)).status).toBe(404);
  const other = await signedIn(shop.db, shop.url);
  expect((await other.browser.get(`/billing/${id}/invoice`)).status).toBe(404);
});

test('an invoice says how much of what paid it went back', async () => {
  const { browser, id: user_id } = await signedIn(shop.db, shop.url);
  const { id } = await billed(user_id);
  const payment = await shop.db.one<{ id: string }>(
    `INSERT INTO payments (user_id, stripe_invoice_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor, paid_at, created_at)
     SELECT $1, stripe_id, 'ch_' || id, 'subscription', 'succeeded', 'eur', 4999, 4999, app.now(), app.now() FROM invoices WHERE id = $2 RETURNING id`,
    [user_id, id],
  );
  const refund = (amount_minor: number, status: string) =>
    shop.db.query(
      "INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status) VALUES ($1, $2, 'eur', $3, $4)",
      [payment.id, `re_${randomUUID()}`, amount_minor, status],
    );
  await refund(4_999, 'failed');
  expect(await text(browser)).not.toContain('efunded');
  await refund(999, 'pending');
  expect(await text(browser)).toMatch(/Partly refunded.*Refunded −€9.99/);
  await refund(4_000, 'pending');
  expect(await text(browser)).toMatch(/ Refunded .*Refunded −€49.99/);
});

test('while Stripe does not answer for long, its pages can be asked for once more from the page that says so', async () => {
  const { browser } = await signedIn(shop.db, shop.url);
  await shop.stripe.control('POST', 'faults', { fault: '500-before', path: '/v1/billing_portal' });
  const failed = await browser.submit('/billing', {}, '/billing/stripe');
  expect(failed.status).toBe(503);
  expect(failed.text).toContain('The payment provider does not answer at the moment.');
  await shop.stripe.control('DELETE', 'faults');
  const form = load(failed.html)('form[action="/billing/stripe"]');
  const hidden = form
    .find('input')
    .toArray()
    .map(({ attribs }) => [attribs.name, attribs.value]);
  const opened = await browser.post('/billing/stripe', Object.fromEntries(hidden));
  expect([opened.status, opened.location]).toEqual([303, expect.stringContaining(shop.stripe.url())]);
});

/** Bills the customer at Stripe, `cents` or nothing, and lets our rows follow once `then` is done with the invoice. */
async function bill(customer: string, cents: number, then: (id: string) => Promise<unknown>): Promise<void> {
  const { stripe } = shop.stripe;
  if (cents > 0) await stripe.invoiceItems.create({ customer, amount: cents, currency: 'eur' });
  const { id } = await stripe.invoices.create({
    customer,
    currency: 'eur',
    pending_invoice_items_behavior: 'include',
  });
  await then(id);
  await refresh({ db: shop.db, stripe }, { type: 'invoice', id });
}

test('an invoice that is a draft, open, zero, void or given up says so, and only an open one asks for money', async () => {
  const { browser, id: user_id } = await signedIn(shop.db, shop.url);
  const { invoices, customers } = shop.stripe.stripe;
  const { id: customer } = await customers.create({ metadata: { user_id } });
  await bill(customer, 1_100, async () => undefined);
  await bill(customer, 2_200, (id) => invoices.finalizeInvoice(id));
  await bill(customer, 0, (id) => invoices.finalizeInvoice(id));
  await bill(customer, 3_300, async (id) => {
    await invoices.finalizeInvoice(id);
    await invoices.voidInvoice(id);
  });
  await bill(customer, 4_400, async (id) => {
    await invoices.finalizeInvoice(id);
    await invoices.markUncollectible(id);
  });
  const $ = load((await browser.get('/billing')).html);
  const told = $('tbody tr')
    .toArray()
    .map((row) => [
      $(row).find('.chip').first().text(),
      $(row).find('.is-number').text().replace(/\s+/g, ' ').trim(),
      $(row).find('.links a').first().text(),
    ]);
  expect(told.sort()).toEqual([
    ['Being prepared', '€11.00', ''],
    ['Cancelled', '€33.00', 'Invoice'],
    ['Not paid', '€44.00 €44.00 not paid', 'Invoice'],
    ['Nothing to pay', '€0.00', 'Invoice'],
    ['To be paid', '€22.00 €22.00 to pay', 'Pay €22.00 now'],
  ]);
  await givenSubscription(shop.db, { user_id });
  expect((await browser.get('/subscription')).text).toContain('Nothing to pay');
});

test('Stripe’s customer portal opens from the billing page and leads back to it', async () => {
  const { browser } = await signedIn(shop.db, shop.url);
  const { location } = await browser.submit('/billing', {}, '/billing/stripe');
  expect(location).toContain('/p/session/');
  expect(await (await fetch(String(location))).text()).toContain(`${shop.url}/billing`);
});
