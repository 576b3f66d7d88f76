import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import { revokeApiKey } from '../../../src/accounts/index.js';
import { apiV1 } from '../../../src/http/api/v1/router.js';
import { problemDocuments } from '../../../src/http/error-answers.js';
import { createLogger } from '../../../src/platform/log.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { waitFor } from '../../support/wait-for.js';
import { startWeb, type Web } from '../accounts/web.js';
import { call, createKey, move } from './client.js';

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
  await waitFor(async () => (await call(`${api}/services`, { key })).status === 401, { timeout: 2_000 });
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

test('calls are counted per key: headers say what is left, and above it is 429 with the time to wait', async () => {
  const app = express().use(apiV1(web, { rateLimits: { company: 3, customer: 1 } }));
  app.use(problemDocuments(createLogger('silent', 'test')));
  const server = app.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/services`;
    const [key, second] = [await createKey(web.db), await createKey(web.db)];
    const answers = [];
    for (let count = 1; count <= 4; count += 1) answers.push(await call(url, { key }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"per-key";q=3;w=60');
    expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"per-key";r=2;t=\d+$/);
    expect(answers[3]?.body.code).toBe('rate_limited');
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(url, { key: second })).status).toBe(200);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
