import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCustomer, createOperatorActor, createService, give } from '../../support/credits.js';
import { waitFor } from '../../support/wait-for.js';
import { startWeb, type Web } from '../accounts/web.js';
import { type Answer, call, createKey, move } from './client.js';

let web: Web;
let key: string;
let customer: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  service = await createService(web.db, 250, 'summary');
  customer = await createCustomer(web.db, 'ada@example.com');
  await give(web.db, customer, { amount: 2_000 });
  await give(web.db, customer, {
    amount: 300,
    type: 'subscription',
    expires_at: new Date('2099-01-01T00:00:00Z'),
  });
  for (const quantity of [1, 2])
    await move(of('spends'), { key, body: { service, quantity, metadata: { quantity } } });
});
afterAll(() => web.close());

const of = (list: string) => `${web.url}/api/v1/customers/${customer}/${list}`;
const get = (url: string) => call(url, { key });

test('a customer is found by address, whatever its case, with the status', async () => {
  const found = () => get(`${web.url}/api/v1/customers?email=Ada@Example.com`);
  expect((await found()).body).toEqual({ id: customer, email: 'ada@example.com', status: 'active' });
  await web.db.query("UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1", [customer]);
  expect((await found()).body.status).toBe('suspended');
  await web.db.query('UPDATE wallets SET suspended_until = NULL WHERE id = $1', [customer]);
});

test('a balance adds up by type and names the next expiry', async () => {
  expect((await get(of('balance'))).body).toEqual({
    available: 15.5,
    held: 0,
    frozen: 0,
    debt: 0,
    by_type: { subscription: 0, pay_as_you_go: 15.5, promotional: 0 },
    next_expiry: null,
  });
});

test('a balance of an earlier time is what it was then', async () => {
  const { body: page } = await get(of('ledger'));
  for (const entry of page.data) {
    const { body } = await get(`${of('balance')}?at=${encodeURIComponent(after(entry.effective_at))}`);
    const later = page.data.filter(
      (each: { effective_at: string }) => each.effective_at <= after(entry.effective_at),
    );
    expect(body.available).toBe(later[0].available_after);
  }
  expect((await get(`${of('balance')}?at=2020-01-01T00:00:00%2B01:00`)).body.available).toBe(0);
  const unescaped = await get(`${of('balance')}?at=2020-01-01T00:00:00+01:00`);
  expect([unescaped.status, unescaped.body.fields.at]).toEqual([422, expect.stringContaining('%2B')]);
});

/** Entries know microseconds, JSON milliseconds: the next one is surely after. */
function after(time: string): string {
  return new Date(new Date(time).getTime() + 1).toISOString();
}

test('the ledger comes newest first in pages that join without gap or overlap', async () => {
  const whole = (await get(of('ledger'))).body.data;
  expect(whole[0]).toMatchObject({ label: 'summary × 2', kind: 'spend', grant: { type: 'pay_as_you_go' } });
  const joined: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: Answer = await get(`${of('ledger')}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    joined.push(...body.data);
    cursor = body.next_cursor;
  }
  expect(joined).toEqual(whole);
  expect(whole.map(({ no }: { no: number }) => no)).toEqual(
    whole.map((_: unknown, at: number) => whole.length - at),
  );
});

test('the ledger ends at the balance, with what has expired though no job has run', async () => {
  const holder = await createCustomer(web.db);
  const expires_at = new Date(Date.now() + 300);
  await give(web.db, holder, { amount: 500, type: 'promotional', expires_at });
  const read = async (list: string) => (await get(`${web.url}/api/v1/customers/${holder}/${list}`)).body;
  await waitFor(async () => (await read('balance')).available === 0);
  expect((await read('ledger')).data[0]).toMatchObject({
    kind: 'expiry',
    credits: -5,
    available_after: 0,
    effective_at: expires_at.toISOString(),
  });
});

test('the usage lists each use with its metadata and whether it was given back', async () => {
  const first = await get(`${of('usage')}?limit=1`);
  expect(first.body.data[0]).toMatchObject({
    service,
    quantity: 2,
    credits: 5,
    reversed: false,
    metadata: { quantity: 2 },
  });
  await move(`${web.url}/api/v1/spends/${first.body.data[0].id}/reversal`, { key });
  const { body } = await get(of('usage'));
  expect(body.data.map(({ reversed }: { reversed: boolean }) => reversed)).toEqual([true, false]);
  const second = await get(`${of('usage')}?limit=1&cursor=${first.body.next_cursor}`);
  expect(second.body).toEqual({ data: [body.data[1]], next_cursor: null });
});

test('lists of an unknown customer are 404', async () => {
  for (const list of ['ledger', 'usage', 'balance']) {
    const { status, body } = await get(`${web.url}/api/v1/customers/${randomUUID()}/${list}`);
    expect([status, body.code]).toEqual([404, 'unknown_customer']);
  }
});

test('services are listed with what they cost, page by page', async () => {
  await createService(web.db, 700, 'translation');
  const all = (await get(`${web.url}/api/v1/services`)).body;
  expect(all.data).toContainEqual({ service, name: service, description: '', unit: 'run', credits: 2.5 });
  const pages: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await get(`${web.url}/api/v1/services?limit=1${cursor && `&cursor=${cursor}`}`);
    expect(body.data).toHaveLength(1);
    pages.push(...body.data);
    cursor = body.next_cursor;
  }
  expect(pages.length).toBeGreaterThan(1);
  expect({ data: pages, next_cursor: null }).toEqual(all);
  const odd = await get(`${web.url}/api/v1/services?cursor=%2F`);
  expect([odd.status, odd.body.fields.cursor]).toEqual([422, expect.stringContaining('next_cursor')]);
});

test('a customer’s own key sees what a service costs him, a company key what it costs everybody', async () => {
  const { id: owner_id } = await createOperatorActor(web.db, 'finance');
  await web.db.query(
    `INSERT INTO overrides (user_id, kind, value, reason, owner_id) VALUES ($1, 'service_cost', $2, 'Agreed', $3)`,
    [customer, { service, cost: 40 }, owner_id],
  );
  const own = await createKey(web.db, { user_id: customer });
  const cost = async (bearer: string) =>
    (await call(`${web.url}/api/v1/services`, { key: bearer })).body.data.find(
      (each: { service: string }) => each.service === service,
    ).credits;
  expect([await cost(own), await cost(key)]).toEqual([0.4, 2.5]);
});
