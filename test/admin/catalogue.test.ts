import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, createStripe, syncCatalogue } from '../../src/billing/index.js';
import { type SandboxStripe, startSandboxStripe } from '../support/sandbox-stripe.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let sandbox: SandboxStripe;
let office: Office;
let admin: Operator;
let finance: Operator;

beforeAll(async () => {
  sandbox = await startSandboxStripe();
  office = await startOffice({ stripe: sandbox.url() });
  admin = await signInAs(office, 'admin');
  finance = await signInAs(office, 'finance');
});
afterAll(async () => {
  await office?.close();
  await sandbox?.close();
});

const why = () => ({ reason: 'New price list', ticket: '77', key: crypto.randomUUID() });
const once = { currency: 'eur', amount: '20.00', billing_interval: 'once', nickname: '500 credits' };
const pack = (more: object = {}) => ({
  name: 'Starter pack',
  description: 'To begin with.',
  trial_credit_amount: '',
  credit_amount: '500',
  ...once,
  ...why(),
  ...more,
});
const products = (action: string, body: object, by = admin) =>
  by.post(`/resources/products/actions/${action}`, body);
const product = (id: string, action: string, body: object, by = admin) =>
  by.post(`/resources/products/records/${id}/${action}`, body);
const price = (id: string, action: string, body: object, by = admin) =>
  by.post(`/resources/prices/records/${id}/${action}`, body);

/** Our ids of a product by its name, and of its prices, the cheapest first. */
async function idsOf(name: string): Promise<{ id: string; prices: string[] }> {
  const { id } = await office.db.one<{ id: string }>('SELECT id FROM products WHERE name = $1', [name]);
  const prices = await office.db.query<{ id: string }>(
    'SELECT id FROM prices WHERE product_id = $1 ORDER BY unit_amount_minor',
    [id],
  );
  return { id, prices: prices.map((row) => row.id) };
}

const forSale = async (name: string) =>
  (await catalogue(office.db))
    .find((each) => each.name === name)
    ?.prices.map(({ unit_amount_minor, credits }) => [unit_amount_minor, credits]);
const lastAct = () =>
  office.db.one(
    `SELECT action, actor_id, before, after, reason, ticket FROM audit_entries
     WHERE action NOT LIKE 'operator.%' ORDER BY at DESC, id DESC LIMIT 1`,
  );

describe('making a product', () => {
  test('makes it and its price at Stripe, once, and puts it on sale here at once', async () => {
    const form = pack();
    const answers = await Promise.all([products('create', form), products('create', form)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.json.notice.message).toBe('Done, here and at Stripe.');
    const { data } = await sandbox.stripe.products.list({ limit: 10 });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ name: 'Starter pack', metadata: { credit_amount: '500' } });
    expect(data[0]?.default_price).toBeNull();
    expect(await forSale('Starter pack')).toEqual([[2000, 500]]);
    expect(await lastAct()).toMatchObject({
      action: 'product.create',
      actor_id: admin.id,
      after: { name: 'Starter pack', credit_amount: 500, unit_amount_minor: 2000 },
      reason: 'New price list',
      ticket: '77',
    });
    const kinds = await office.db.query('SELECT kind, status FROM stripe_operations ORDER BY created_at');
    expect(kinds).toEqual([
      { kind: 'product.create', status: 'succeeded' },
      { kind: 'price.create', status: 'succeeded' },
    ]);
  });

  test('is a plan when it is paid each month', async () => {
    const form = pack({ name: 'Team', billing_interval: 'month', trial_credit_amount: '50', nickname: '' });
    expect((await products('create', form)).status).toBe(200);
    const { id } = await idsOf('Team');
    const { json } = await admin.read(`/resources/products/records/${id}/show`);
    expect(json.page).toMatchObject({
      kind: 'subscription',
      may_change: true,
      terms: { credit_amount: 500, trial_credit_amount: 50, fault: null },
      prices: [{ billing_interval: 'month', offer: { credits: 500, for_sale: true }, live_subscriptions: 0 }],
      under_way: null,
    });
  });

  test('whose price is refused leaves the product to be finished, and makes no second one', async () => {
    const form = pack({ name: 'Studio', billing_interval: 'month' });
    await sandbox.control('POST', 'faults', { fault: '400', path: '/v1/prices', method: 'POST', count: 1 });
    const refused = await products('create', form);
    expect([refused.status, refused.json.code]).toEqual([422, 'catalogue_change_partly_made']);
    expect(refused.json.notice.message).toContain('The product is made, but not its price');
    const { id } = await idsOf('Studio');
    for (const key of [form.key, crypto.randomUUID()]) {
      const again = await products('create', { ...form, amount: '25.00', key });
      expect(again).toMatchObject({ status: 422, json: { code: 'product_unfinished', product_id: id } });
    }
    expect(refused.json.product_id).toBe(id);
    const { data } = await sandbox.stripe.products.list({ limit: 100 });
    expect(data.filter(({ name }) => name === 'Studio')).toHaveLength(1);

    expect((await admin.read(`/resources/products/records/${id}/show`)).json.page.prices).toEqual([]);
    const monthly = { ...once, billing_interval: 'month', amount: '25', credit_amount: '', replaces: null };
    expect((await product(id, 'addPrice', { ...monthly, ...why() })).status).toBe(200);
    expect(await forSale('Studio')).toEqual([[2500, 500]]);
    const { page } = (await admin.read(`/resources/products/records/${id}/show`)).json;
    expect(page.kind).toBe('subscription');
  });

  test('sent again with the key of another makes none, and a form that was refused is corrected with its own', async () => {
    const form = pack({ name: 'Twice' });
    expect((await products('create', form)).status).toBe(200);
    const other = await products('create', { ...form, name: 'Thrice' });
    expect(other).toMatchObject({ status: 409, json: { code: 'idempotency_key_reused' } });
    expect((await products('create', form)).status).toBe(200);

    const refused = pack({ name: 'Refused' });
    await sandbox.control('POST', 'faults', { fault: '400', path: '/v1/products', method: 'POST', count: 1 });
    expect((await products('create', refused)).json.code).toBe('stripe_refused');
    expect((await products('create', { ...refused, name: 'Corrected' })).status).toBe(200);
    const { data } = await sandbox.stripe.products.list({ limit: 100 });
    const names = data.map(({ name }) => name);
    expect(names.filter((name) => ['Twice', 'Thrice', 'Refused', 'Corrected'].includes(name)).sort()).toEqual(
      ['Corrected', 'Twice'],
    );
  });

  test.each([
    ['a negative number of credits', { credit_amount: '-5' }, 'credit_amount'],
    ['half a credit', { credit_amount: '12.5' }, 'credit_amount'],
    ['a word for credits', { credit_amount: 'many' }, 'credit_amount'],
    ['more credits than any plan', { credit_amount: '999,999,999' }, 'credit_amount'],
    ['no credits at all', { credit_amount: '' }, 'credit_amount'],
    ['no name', { name: ' ' }, 'name'],
    ['a name that is read backwards', { name: 'Pro\u202eegaP' }, 'name'],
    ['a description with what nobody sees', { description: 'Bas\u200bic' }, 'description'],
    ['no money', { amount: '0' }, 'amount'],
    ['a currency that is none', { currency: 'euro' }, 'currency'],
    ['no reason', { reason: '' }, 'reason'],
  ])('with %s says so at the field, and Stripe hears nothing', async (_what, wrong, field) => {
    const before = (await sandbox.stripe.products.list({ limit: 100 })).data.length;
    const { status, json } = await products('create', pack(wrong));
    expect([status, Object.keys(json.fields)]).toEqual([422, [field]]);
    expect((await sandbox.stripe.products.list({ limit: 100 })).data).toHaveLength(before);
  });
});

describe('changing', () => {
  test('the credits of a product does what its preview said, and is a new version', async () => {
    const { id } = await idsOf('Starter pack');
    const { preview } = (await product(id, 'previewChange', { credit_amount: '600' })).json;
    expect(preview).toMatchObject({
      changes: { before: { credit_amount: 500 }, after: { credit_amount: 600 } },
      prices: [{ before: { credits: 500, for_sale: true }, after: { credits: 600, for_sale: true } }],
    });
    expect((await product(id, 'change', { credit_amount: '600', ...why() })).status).toBe(200);
    expect(await forSale('Starter pack')).toEqual([[2000, preview.prices[0].after.credits]]);
    const { page } = (await admin.read(`/resources/products/records/${id}/show`)).json;
    expect(page.versions.map(({ credit_amount }: { credit_amount: number }) => credit_amount)).toEqual([
      600, 500,
    ]);
    expect(await lastAct()).toMatchObject({ before: { credit_amount: 500 }, after: { credit_amount: 600 } });
    const again = await product(id, 'change', { credit_amount: '600', ...why() });
    expect([again.status, Object.keys(again.json.fields)]).toEqual([422, ['form']]);
  });

  test('the amount of a price is a new one in its place: the old is archived, though it was the default', async () => {
    const { id, prices } = await idsOf('Starter pack');
    const { stripe_id } = await office.db.one<{ stripe_id: string }>(
      'SELECT stripe_id FROM prices WHERE id = $1',
      [prices[0]],
    );
    const { product: at_stripe } = await sandbox.stripe.prices.retrieve(stripe_id);
    await sandbox.stripe.products.update(String(at_stripe), { default_price: stripe_id });
    await expect(sandbox.stripe.prices.update(stripe_id, { active: false })).rejects.toThrow(/default price/);

    const wanted = { ...once, amount: '22', credit_amount: '', replaces: prices[0] };
    const { preview } = (await product(id, 'previewPrice', wanted)).json;
    expect(preview.prices).toMatchObject([
      { unit_amount_minor: 2200, before: null, after: { credits: 600, for_sale: true } },
      { unit_amount_minor: 2000, before: { for_sale: true }, after: { for_sale: false } },
    ]);
    expect((await product(id, 'addPrice', { ...wanted, ...why() })).status).toBe(200);
    expect(await forSale('Starter pack')).toEqual([[2200, 600]]);
    expect((await sandbox.stripe.prices.retrieve(stripe_id)).active).toBe(false);
  });

  test('a pack takes no price that is paid each month', async () => {
    const { id } = await idsOf('Starter pack');
    const wanted = { ...once, billing_interval: 'month', credit_amount: '', replaces: null, ...why() };
    const { status, json } = await product(id, 'addPrice', wanted);
    expect([status, Object.keys(json.fields)]).toEqual([422, ['billing_interval']]);
  });

  test('takes a price and a product off sale and puts them back', async () => {
    const { id, prices } = await idsOf('Starter pack');
    const [old = '', current = ''] = prices;
    expect((await price(current, 'change', { active: false, ...why() })).status).toBe(200);
    expect(await forSale('Starter pack')).toBeUndefined();
    expect((await price(old, 'change', { active: true, credit_amount: '550', ...why() })).status).toBe(200);
    expect(await forSale('Starter pack')).toEqual([[2000, 550]]);
    expect(await lastAct()).toMatchObject({ action: 'price.restore' });
    expect((await product(id, 'change', { active: false, ...why() })).status).toBe(200);
    expect(await lastAct()).toMatchObject({ action: 'product.archive', after: { active: false } });
    expect(await forSale('Starter pack')).toBeUndefined();
    expect((await product(id, 'change', { active: true, ...why() })).status).toBe(200);
    expect(await forSale('Starter pack')).toEqual([[2000, 550]]);
  });

  test('while Stripe is away is written down, and one change waits for the other', async () => {
    const { id } = await idsOf('Team');
    await sandbox.control('POST', 'faults', { fault: '429', rate: 1 });
    const { json } = await product(id, 'change', { name: 'Teams', ...why() });
    expect(json.notice.message).toMatch(/^Written down\./);
    const busy = await product(id, 'change', { name: 'Crew', ...why() });
    expect(busy).toMatchObject({ status: 422, json: { code: 'catalogue_busy' } });
    const { page } = (await admin.read(`/resources/products/records/${id}/show`)).json;
    expect(page.under_way).toMatchObject({ kind: 'product.update' });
    await sandbox.control('DELETE', 'faults');
  });
});

describe('what is wrong in Stripe', () => {
  test('is told with the product it belongs to, and is mended here', async () => {
    const { id: stripe_id } = await sandbox.stripe.products.create({
      name: 'Silly',
      metadata: { credit_amount: '-7' },
    });
    await sandbox.stripe.prices.create({ product: stripe_id, currency: 'eur', unit_amount: 900 });
    const synced = await products('sync', {});
    expect(synced.json.notice.message).toMatch(/6 products .* cannot be sold/);
    expect(await lastAct()).toMatchObject({ action: 'catalogue.sync', after: { products: 6 } });
    const { id } = await idsOf('Silly');
    const { faults } = (await finance.read('/pages/catalogue')).json;
    expect(faults).toContainEqual({
      product_id: id,
      stripe_id,
      name: 'Silly',
      fault: expect.stringContaining('"-7" is not a whole number'),
    });
    expect((await product(id, 'previewChange', { credit_amount: '70' })).json.preview.prices).toMatchObject([
      { before: { for_sale: false }, after: { credits: 70, for_sale: true, fault: null } },
    ]);
    await product(id, 'change', { credit_amount: '70', ...why() });
    expect(await forSale('Silly')).toEqual([[900, 70]]);
    expect((await finance.read('/pages/catalogue')).json.faults).toEqual([]);
    // Read afresh, all is as it was left: what is here is what Stripe says.
    const before = await catalogue(office.db);
    await syncCatalogue({ db: office.db, stripe: createStripe(office.config) });
    expect(await catalogue(office.db)).toEqual(before);
  });
});

test('only admins change the catalogue; finance sees it', async () => {
  const { id, prices } = await idsOf('Starter pack');
  const asked = [
    await products('create', pack(), finance),
    await products('sync', {}, finance),
    await product(id, 'change', { name: 'X', ...why() }, finance),
    await product(id, 'previewChange', { name: 'X' }, finance),
    await product(id, 'addPrice', { ...once, credit_amount: '', replaces: null, ...why() }, finance),
    await price(prices[0] ?? '', 'change', { active: false, ...why() }, finance),
  ];
  expect(asked.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
  expect((await finance.read(`/resources/products/records/${id}/show`)).json.page.may_change).toBe(false);
});
