import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { balance, spend } from '../../../src/credits/index.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { startWeb, type Web } from '../accounts/web.js';
import { createKey, move } from './client.js';

let web: Web;
let key: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  service = await createService(web.db, 100);
});
afterAll(() => web.close());

const spendsOf = (customer: string) => `${web.url}/api/v1/customers/${customer}/spends`;

async function customerWith(amount: number): Promise<string> {
  const customer = await createCustomer(web.db);
  if (amount > 0) await give(web.db, customer, { amount });
  return customer;
}

test('a spend answers 201 with what was paid from where and the balance', async () => {
  const customer = await customerWith(1_000);
  const { status, body } = await move(spendsOf(customer), {
    key,
    body: { service, quantity: 3, metadata: { job: 'j-1' } },
  });
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.any(String),
    service,
    quantity: 3,
    credits: 3,
    allocations: [{ grant: expect.any(String), type: 'pay_as_you_go', credits: 3 }],
    balance: { available: 7, held: 0, frozen: 0, debt: 0 },
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('of 200 parallel spends of a customer who can pay for 150, 150 succeed, 50 get 402 and nothing is left', async () => {
  const customer = await customerWith(15_000);
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => move(spendsOf(customer), { key, body: { service } })),
  );
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect([count(201), count(402)]).toEqual([150, 50]);
  expect((await balance(web.db, customer)).available).toBe(0);
});

test('one key sent 100 times at once charges once: one 201, 99 times 200 marked as replayed, one body', async () => {
  const customer = await customerWith(1_000);
  const idempotency_key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => move(spendsOf(customer), { key, idempotency_key, body: { service } })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  const replays = answers.filter(({ status }) => status === 200);
  expect(replays).toHaveLength(99);
  expect(replays.every(({ headers }) => headers.get('idempotent-replayed') === 'true')).toBe(true);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect((await balance(web.db, customer)).available).toBe(900);
});

test('the same key with another body is 409, and charges nothing', async () => {
  const customer = await customerWith(1_000);
  const idempotency_key = randomUUID();
  await move(spendsOf(customer), { key, idempotency_key, body: { service } });
  const other = await move(spendsOf(customer), { key, idempotency_key, body: { service, quantity: 2 } });
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  expect((await balance(web.db, customer)).available).toBe(900);
});

test('a key means something to its owner only: company and customer do not meet in it', async () => {
  const customer = await customerWith(1_000);
  const idempotency_key = randomUUID();
  const own = await createKey(web.db, { user_id: customer });
  const first = await move(spendsOf(customer), { key, idempotency_key, body: { service } });
  const second = await move(spendsOf(customer), { key: own, idempotency_key, body: { service } });
  expect([first.status, second.status]).toEqual([201, 201]);
});

test('too few credits are 402 with needed, available and debt', async () => {
  const customer = await customerWith(250);
  const { status, body, headers } = await move(spendsOf(customer), { key, body: { service, quantity: 3 } });
  expect(status).toBe(402);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    title: 'Payment Required',
    status: 402,
    code: 'insufficient_credits',
    detail: 'This needs 3 credits and 2.50 are available.',
    needed: 3,
    available: 2.5,
    debt: 0,
  });
});

test('a free service is recorded', async () => {
  const customer = await customerWith(0);
  const free = await createService(web.db, 0);
  const { status, body } = await move(spendsOf(customer), { key, body: { service: free } });
  expect([status, body.credits, body.allocations]).toEqual([201, 0, []]);
});

test.each([
  ['suspended_until', 'account_suspended'],
  ['spending_frozen_until', 'spending_frozen'],
])('a wallet with %s in the future answers 403 %s', async (column, code) => {
  const customer = await customerWith(100);
  await web.db.query(`UPDATE wallets SET ${column} = app.now() + interval '1 hour' WHERE id = $1`, [
    customer,
  ]);
  const { status, body } = await move(spendsOf(customer), { key, body: { service } });
  expect([status, body.code]).toEqual([403, code]);
});

test('an unknown customer or service is 404, each by its code', async () => {
  const customer = await customerWith(100);
  const nobody = await move(spendsOf(randomUUID()), { key, body: { service } });
  const nothing = await move(spendsOf(customer), { key, body: { service: 'no-such' } });
  expect([nobody.status, nobody.body.code]).toEqual([404, 'unknown_customer']);
  expect([nothing.status, nothing.body.code]).toEqual([404, 'unknown_service']);
});

test('a reversal gives the credits back once: again with its key it is replayed, with another it is 409', async () => {
  const customer = await customerWith(500);
  const { body: spent } = await move(spendsOf(customer), { key, body: { service, quantity: 2 } });
  const url = `${web.url}/api/v1/spends/${spent.id}/reversal`;
  const idempotency_key = randomUUID();
  const first = await move(url, { key, idempotency_key, body: { reason: 'The run failed' } });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ spend: spent.id, credits: 2, balance: { available: 5 } });
  const again = await move(url, { key, idempotency_key, body: { reason: 'The run failed' } });
  expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([
    200,
    'true',
    first.body,
  ]);
  const other = await move(url, { key });
  expect([other.status, other.body.code]).toEqual([409, 'already_reversed']);
  const unknown = await move(`${web.url}/api/v1/spends/${randomUUID()}/reversal`, { key });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'unknown_spend']);
});

test('50 parallel reversals of one spend give its credits back once', async () => {
  const customer = await customerWith(500);
  const { spend: spent } = await spend(web.db, {
    wallet_id: customer,
    service,
    quantity: 5,
    key_owner: 'portal',
    key: 'k',
  });
  const url = `${web.url}/api/v1/spends/${spent.id}/reversal`;
  const answers = await Promise.all(Array.from({ length: 50 }, () => move(url, { key })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect((await balance(web.db, customer)).available).toBe(500);
});
