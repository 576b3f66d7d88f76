import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { revokeApiKey } from '../../../src/accounts/index.js';
import { balance } from '../../../src/credits/index.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { waitFor } from '../../support/wait-for.js';
import { startWeb, type Web } from '../accounts/web.js';
import { type Answer, call, createKey, move } from './client.js';

let web: Web;
let api: string;
let customer: string;
let other: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  api = `${web.url}/api/v1`;
  service = await createService(web.db, 100);
  customer = await createCustomer(web.db, 'ada@example.com');
  other = await createCustomer(web.db, 'bob@example.com');
  for (const wallet of [customer, other]) await give(web.db, wallet, { amount: 1_000 });
});
afterAll(() => web.close());

test.each([undefined, '', 'nonsense', `qsk_${'A'.repeat(43)}`, 'qsk_\u00e4', `${'x'.repeat(4_000)}`])(
  'the key %j is 401 with a challenge',
  async (key) => {
    const { status, headers, body } = await call(`${api}/services`, { key });
    expect([status, headers.get('www-authenticate'), body.code]).toEqual([401, 'Bearer', 'invalid_api_key']);
  },
);

test('a revoked key stops within a second', async () => {
  const key = await createKey(web.db);
  expect((await call(`${api}/services`, { key })).status).toBe(200);
  const { id } = await web.db.one<{ id: string }>('SELECT id FROM api_keys ORDER BY created_at DESC LIMIT 1');
  await web.db.transaction((tx) => revokeApiKey(tx, { id, user_id: null }));
  const revoked = performance.now();
  let accepted = revoked;
  await waitFor(async () => {
    const asked = performance.now();
    if ((await call(`${api}/services`, { key })).status === 401) return true;
    accepted = asked;
    return false;
  });
  expect(accepted - revoked).toBeLessThan(1000);
});

test('a customer’s own key knows no other customer', async () => {
  const key = await createKey(web.db, { user_id: customer });
  expect((await call(`${api}/customers/${customer.toUpperCase()}/balance`, { key })).status).toBe(200);
  expect((await call(`${api}/customers?email=ADA@example.com`, { key })).body.id).toBe(customer);
  const foreign = await Promise.all([
    call(`${api}/customers/${other}/balance`, { key }),
    call(`${api}/customers/${other}/ledger`, { key }),
    call(`${api}/customers/${other}/usage`, { key }),
    call(`${api}/customers?email=bob@example.com`, { key }),
    move(`${api}/customers/${other}/spends`, { key, body: { service } }),
  ]);
  expect(foreign.map(({ status, body }) => [status, body.code])).toEqual(
    foreign.map(() => [404, 'unknown_customer']),
  );
});

test('a customer’s own key cannot reverse, not even its own spend', async () => {
  const key = await createKey(web.db, { user_id: customer });
  const { body: spent } = await move(`${api}/customers/${customer}/spends`, { key, body: { service } });
  const { status, body } = await move(`${api}/spends/${spent.id}/reversal`, { key });
  expect([status, body.code, body.scope]).toEqual([403, 'insufficient_scope', 'reverse']);
});

test('each call needs its scope', async () => {
  const key = await createKey(web.db, { scopes: ['hold'] });
  const answers = await Promise.all([
    call(`${api}/customers?email=ada@example.com`, { key }),
    call(`${api}/customers/${customer}/balance`, { key }),
    call(`${api}/customers/${customer}/ledger`, { key }),
    call(`${api}/customers/${customer}/usage`, { key }),
    move(`${api}/customers/${customer}/spends`, { key, body: { service } }),
    move(`${api}/spends/${randomUUID()}/reversal`, { key }),
  ]);
  expect(answers.map(({ status, body }) => [status, body.scope])).toEqual([
    [403, 'customers:read'],
    [403, 'balance:read'],
    [403, 'usage:read'],
    [403, 'usage:read'],
    [403, 'spend'],
    [403, 'reverse'],
  ]);
});

const left = ({ headers }: Answer) =>
  /^"per-key-and-server";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1];

test('calls are counted per key: headers say what is left, and above it is 429 with the time to wait', async () => {
  const [key, second] = await Promise.all([1, 2].map(() => createKey(web.db, { rate_limit_per_minute: 3 })));
  const answers = [];
  for (let count = 1; count <= 4; count += 1) answers.push(await call(`${api}/services`, { key }));
  expect(answers.map((answer) => [answer.status, left(answer)])).toEqual([
    [200, '2'],
    [200, '1'],
    [200, '0'],
    [429, '0'],
  ]);
  expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"per-key-and-server";q=3;w=60');
  expect(answers[3]?.body.code).toBe('rate_limited');
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await call(`${api}/services`, { key: second })).status).toBe(200);
});

test('a key without a limit of its own has that of its owner’s kind', async () => {
  const keys = [await createKey(web.db), await createKey(web.db, { user_id: customer })];
  const answers = await Promise.all(keys.map((key) => call(`${api}/services`, { key })));
  expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual([
    '"per-key-and-server";q=600000;w=60',
    '"per-key-and-server";q=600;w=60',
  ]);
});

test('a batch counts for each of its spends; refused for the pace it counts for nothing and charges nothing', async () => {
  const key = await createKey(web.db, { rate_limit_per_minute: 5 });
  const item = () => ({ customer: other, service, idempotency_key: randomUUID() });
  const batch = (size: number) =>
    call(`${api}/spends/batch`, {
      method: 'POST',
      key,
      body: { spends: Array.from({ length: size }, item) },
    });
  const before = await balance(web.db, other);
  const [first, second, third, fourth] = [await batch(3), await batch(3), await batch(2), await batch(6)];
  expect([first.status, left(first)]).toEqual([200, '2']);
  expect([second.status, left(second), second.body.code]).toEqual([429, '2', 'rate_limited']);
  expect([third.status, left(third)]).toEqual([200, '0']);
  expect([fourth.status, fourth.body.fields]).toEqual([422, { spends: expect.any(String) }]);
  expect((await balance(web.db, other)).available).toBe(before.available - 500);
});
