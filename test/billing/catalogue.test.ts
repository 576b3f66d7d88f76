import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureCatalogue } from '../../sandbox/catalogue.js';
import {
  catalogue,
  catalogueFaults,
  listPayments,
  packForSale,
  processEvent,
  refresh,
  storeEvent,
  syncCatalogue,
} from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { CARDS, openShop, payOn, type Shop } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

async function product(metadata: Record<string, string>, prices: Record<string, string>[]) {
  const { id } = await shop.stripe.products.create({ name: `Product ${Math.random()}`, metadata });
  const made = [];
  for (const own of prices) {
    made.push(
      await shop.stripe.prices.create({
        product: id,
        currency: 'eur',
        unit_amount: 1000,
        nickname: 'one',
        metadata: own,
      }),
    );
  }
  return { id, prices: made.map((price) => price.id) };
}

const idOf = async (stripe_id: string) =>
  (await shop.db.one<{ id: string }>('SELECT id FROM prices WHERE stripe_id = $1', [stripe_id])).id;

/** Handles the newest events of Stripe as if they had just come. */
async function hear(type: string): Promise<void> {
  for (const event of (await shop.stripe.events.list({ type, limit: 5 })).data) {
    await storeEvent(shop.db, event);
    await processEvent(shop.deps, event.id);
  }
}

test('the two plans and the packs are for sale, plans first, with the credits of price or product', async () => {
  const shown = (await catalogue(shop.db)).map(({ name, kind, prices }) => ({
    name,
    kind,
    prices: prices.map(({ unit_amount_minor, credits, billing_interval }) => [
      unit_amount_minor,
      credits,
      billing_interval,
    ]),
  }));
  expect(shown).toEqual([
    {
      name: 'Basic',
      kind: 'subscription',
      prices: [
        [1499, 500, 'month'],
        [14_990, 6000, 'year'],
      ],
    },
    {
      name: 'Pro',
      kind: 'subscription',
      prices: [
        [4999, 2000, 'month'],
        [49_990, 24_000, 'year'],
      ],
    },
    {
      name: 'Credit pack',
      kind: 'pack',
      prices: [
        [2000, 500, null],
        [3600, 1000, null],
      ],
    },
  ]);
});

test('making and reading the catalogue again changes nothing', async () => {
  const before = await catalogue(shop.db);
  await ensureCatalogue(shop.stripe);
  await syncCatalogue(shop.deps);
  expect(await catalogue(shop.db)).toEqual(before);
});

test.each([
  ['missing', {}, /credit_amount is missing/],
  ['no number', { credit_amount: 'many' }, /"many" is not a whole number/],
  ['zero', { credit_amount: '0' }, /"0" is not a whole number/],
  ['broken', { credit_amount: '12.5' }, /"12.5" is not a whole number/],
  ['absurd', { credit_amount: '999999999' }, /is not a whole number/],
])('a price whose credit_amount is %s is not for sale, and says why', async (_what, metadata, fault) => {
  const { prices } = await product({}, [metadata]);
  await syncCatalogue(shop.deps);
  const [stripe_id = ''] = prices;
  const found = (await catalogueFaults(shop.db)).find((row) => row.stripe_id === stripe_id);
  expect(found?.fault).toMatch(fault);
  await expect(packForSale(shop.db, await idOf(stripe_id))).rejects.toMatchObject({ code: 'not_for_sale' });
});

test('a fault that is mended on the product puts its prices on sale', async () => {
  const { id, prices } = await product({}, [{}]);
  await syncCatalogue(shop.deps);
  await shop.stripe.products.update(id, { metadata: { credit_amount: '70' } });
  await hear('product.updated');
  expect(await packForSale(shop.db, await idOf(prices[0] ?? ''))).toMatchObject({ credits: 70 });
});

test('a price is for sale as soon as its event comes, and no more once it is withdrawn', async () => {
  const { prices } = await product({ credit_amount: '5' }, [{}]);
  await hear('price.created');
  const price_id = await idOf(prices[0] ?? '');
  expect((await packForSale(shop.db, price_id)).credits).toBe(5);
  await shop.stripe.prices.update(prices[0] ?? '', { active: false });
  await hear('price.updated');
  await expect(packForSale(shop.db, price_id)).rejects.toMatchObject({ code: 'not_for_sale' });
});

test('who paid before the credits of a price changed gets what it said then', async () => {
  const { id, prices } = await product({}, [{ credit_amount: '40' }]);
  await syncCatalogue(shop.deps);
  const user_id = await createCustomer(shop.db);
  await shop.sandbox.control('POST', 'faults', { fault: 'drop', count: 20 });
  await shop.pay(user_id, { price_id: await idOf(prices[0] ?? '') });
  // Our clock says when a change was seen, Stripe's whole seconds when it was paid.
  await shop.db.query('SELECT pg_sleep(1.1)');
  await shop.stripe.prices.update(prices[0] ?? '', { metadata: { credit_amount: '90' } });
  await hear('price.updated');
  expect((await catalogue(shop.db)).find((row) => row.stripe_id === id)?.prices[0]?.credits).toBe(90);
  await hear('charge.succeeded');
  expect((await listPayments(shop.db, user_id)).data[0]?.credit_amount).toBe(4000);
});

test('a payment for a price that says nothing is kept, and gets its credits once that is mended', async () => {
  const { db, deps, stripe } = shop;
  const { prices } = await product({}, [{}]);
  const [price = ''] = prices;
  const user_id = await createCustomer(db);
  const { id: customer } = await stripe.customers.create({ metadata: { user_id } });
  // Made in the dashboard: nothing of ours is in its metadata.
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    customer,
    line_items: [{ price, quantity: 3 }],
    success_url: 'http://127.0.0.1:9/',
  });
  await payOn(session.url ?? '', CARDS.good);
  await refresh(deps, { type: 'checkout.session', id: session.id });

  const [payment] = (await listPayments(db, user_id)).data;
  expect(payment).toMatchObject({ status: 'succeeded', received_minor: 3000, credit_amount: 0 });
  const open = () =>
    db.query('SELECT kind FROM discrepancies WHERE user_id = $1 AND status = $2', [user_id, 'open']);
  expect(await open()).toEqual([{ kind: 'catalogue_fault' }]);

  await stripe.prices.update(price, { metadata: { credit_amount: '40' } });
  await hear('price.updated');
  expect((await balance(db, user_id)).available).toBe(12_000);
  expect(await open()).toEqual([]);
});

test('a plan that was paid while it said nothing gives its credits once that is mended', async () => {
  const { db, stripe } = shop;
  const { id: product } = await stripe.products.create({ name: 'Made in the dashboard' });
  const price = await stripe.prices.create({
    product,
    currency: 'eur',
    unit_amount: 900,
    recurring: { interval: 'month' },
  });
  const user_id = await createCustomer(db);
  const { id: customer } = await stripe.customers.create({ metadata: { user_id } });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://127.0.0.1:9/',
  });
  await payOn(session.url ?? '', CARDS.good);
  for (const type of [
    'customer.subscription.created',
    'charge.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
  ])
    await hear(type);
  const open = () =>
    db.query('SELECT kind FROM discrepancies WHERE user_id = $1 AND status = $2', [user_id, 'open']);
  expect(await open()).toEqual([{ kind: 'catalogue_fault' }]);

  await stripe.products.update(product, { metadata: { credit_amount: '40' } });
  await hear('product.updated');
  expect((await balance(db, user_id)).available).toBe(4000);
  expect(await open()).toEqual([]);
});
