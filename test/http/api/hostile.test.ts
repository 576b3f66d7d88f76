import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCustomer, createService, give } from '../../support/credits.js';
import { startWeb, type Web } from '../accounts/web.js';
import { type Answer, type Call, call, createKey } from './client.js';

let web: Web;
let key: string;
let customer: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  service = await createService(web.db, 100, 'service');
  customer = await createCustomer(web.db, 'ada@example.com');
  await give(web.db, customer, { amount: 1_000 });
});
afterAll(() => web.close());

const JSON_TYPE = { 'content-type': 'application/json' };

function expectProblem({ status, headers, body }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code: expect.any(String),
  });
  expect(JSON.stringify(body)).not.toMatch(/stack|SELECT|\.ts:|node_modules/);
}

function post(more: Call): Promise<Answer> {
  const headers = { 'idempotency-key': randomUUID(), ...more.headers };
  return call(`${web.url}/api/v1/customers/${customer}/spends`, { method: 'POST', key, ...more, headers });
}

const SQL = "'; DROP TABLE wallets; --";

test.each<[unknown, string]>([
  [{}, 'service'],
  [{ service: null }, 'service'],
  [{ service: 7 }, 'service'],
  [{ service: '' }, 'service'],
  [{ service: ['service'] }, 'service'],
  [{ service: { $ne: null } }, 'service'],
  [{ service: 'x'.repeat(101) }, 'service'],
  [{ service: 'a\u0000b' }, 'service'],
  [{ service: '\ud800' }, 'service'],
  [{ service: 'service', quantity: 0 }, 'quantity'],
  [{ service: 'service', quantity: -1 }, 'quantity'],
  [{ service: 'service', quantity: 1.5 }, 'quantity'],
  [{ service: 'service', quantity: '1' }, 'quantity'],
  [{ service: 'service', quantity: 1e21 }, 'quantity'],
  [{ service: 'service', quantity: Number.MAX_SAFE_INTEGER }, 'quantity'],
  [{ service: 'service', quantity: 1_000_001 }, 'quantity'],
  [{ service: 'service', quantity: null }, 'quantity'],
  [{ service: 'service', metadata: 'text' }, 'metadata'],
  [{ service: 'service', metadata: [1] }, 'metadata'],
  [{ service: 'service', metadata: { deep: { er: 1 } } }, 'metadata.deep'],
  [{ service: 'service', metadata: { 'nul\u0000': 1 } }, 'metadata.nul\u0000'],
  [{ service: 'service', metadata: { nul: '\u0000' } }, 'metadata.nul'],
  [{ service: 'service', metadata: { half: '\udfff' } }, 'metadata.half'],
  [{ service: 'service', metadata: { long: 'x'.repeat(501) } }, 'metadata.long'],
  [
    {
      service: 'service',
      metadata: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`m${at}`, at])),
    },
    'metadata',
  ],
  [{ service: 'service', credits: 1 }, 'body'],
])('the body %j is 422 at %s', async (body, field) => {
  const answer = await post({ body });
  expectProblem(answer);
  expect(answer.status).toBe(422);
  expect(answer.body.code).toBe('invalid_request');
  expect(answer.body.fields).toHaveProperty([field]);
});

test.each<[string, Call, number, string]>([
  ['half a JSON text', { raw: '{"service":', headers: JSON_TYPE }, 400, 'malformed_json'],
  ['a bare string', { raw: '"service"', headers: JSON_TYPE }, 422, 'invalid_request'],
  [
    'an infinite number',
    { raw: '{"service":"service","quantity":1e999}', headers: JSON_TYPE },
    422,
    'invalid_request',
  ],
  ['an array', { raw: '[]', headers: JSON_TYPE }, 422, 'invalid_request'],
  [
    'a very deep array',
    { raw: '['.repeat(10_000) + ']'.repeat(10_000), headers: JSON_TYPE },
    422,
    'invalid_request',
  ],
  [
    'a polluted prototype',
    { raw: '{"__proto__":{"service":"service"}}', headers: JSON_TYPE },
    422,
    'invalid_request',
  ],
  [
    '40 kB',
    { raw: JSON.stringify({ service: 'x'.repeat(40_000) }), headers: JSON_TYPE },
    413,
    'payload_too_large',
  ],
  [
    'a form',
    { raw: 'service=service', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a text',
    { raw: '{"service":"service"}', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
  ],
  [
    'an unknown charset',
    { raw: '{}', headers: { 'content-type': 'application/json; charset=utf-99' } },
    415,
    'unsupported_media_type',
  ],
  [
    'an unknown encoding',
    { raw: '{}', headers: { ...JSON_TYPE, 'content-encoding': 'snappy' } },
    415,
    'unsupported_media_type',
  ],
  ['no body', {}, 422, 'invalid_request'],
  ['SQL for a service', { body: { service: SQL } }, 404, 'unknown_service'],
  ['a name from elsewhere', { body: { service: 'Übersetzung 🙂' } }, 404, 'unknown_service'],
])('%s as body is a problem', async (_what, more, status, code) => {
  const answer = await post(more);
  expectProblem(answer);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test.each(['null', 'true', '7', '"text"', '[]', '[{}]'])(
  'the body %s is refused as what it is: no object',
  async (raw) => {
    const { status, body } = await post({ raw, headers: JSON_TYPE });
    expect([status, body.code, body.fields]).toEqual([
      422,
      'invalid_request',
      { body: 'Expected a JSON object.' },
    ]);
  },
);

test.each([
  ['', 400],
  [' \t ', 400],
  ['\u00a0', 422],
  ['x'.repeat(256), 422],
  ['with space', 422],
  ['caf\u00e9', 422],
])('the idempotency key %j is %d', async (idempotency_key, status) => {
  const answer = await post({ body: { service }, headers: { 'idempotency-key': idempotency_key } });
  expectProblem(answer);
  expect(answer.status).toBe(status);
});

test.each<[string, string, number]>([
  ['GET', '/customers', 422],
  ['GET', '/customers?email=', 422],
  ['GET', '/customers?email=a@b.example&email=c@d.example', 422],
  ['GET', `/customers?email=${encodeURIComponent(`${SQL}@example.com`)}`, 422],
  ['GET', '/customers?email=nobody@example.com', 404],
  ['GET', '/customers/1/balance', 404],
  ['GET', `/customers/${encodeURIComponent(SQL)}/balance`, 404],
  ['GET', '/customers/%00/balance', 400],
  ['GET', '/customers/%zz/balance', 400],
  ['GET', '/customers/ID/balance?at=yesterday', 422],
  ['GET', '/customers/ID/balance?at=2026-02-30T00:00:00Z', 422],
  ['GET', '/customers/ID/balance?at=0000-01-01T00:00:00Z', 422],
  ['GET', '/customers/ID/balance?at=9999-12-31T23:59:59Z', 422],
  ['GET', '/customers/ID/balance?at[]=2026-01-01T00:00:00Z', 200],
  ['GET', '/customers/ID/ledger?limit=0', 422],
  ['GET', '/customers/ID/ledger?limit=-1', 422],
  ['GET', '/customers/ID/ledger?limit=201', 422],
  ['GET', '/customers/ID/ledger?limit=1e9', 422],
  ['GET', '/customers/ID/ledger?limit=1&limit=2', 422],
  ['GET', '/customers/ID/ledger?cursor=-1', 422],
  ['GET', '/customers/ID/ledger?cursor=99999999999999999999', 422],
  ['GET', `/customers/ID/ledger?cursor=${encodeURIComponent(SQL)}`, 422],
  ['GET', '/customers/ID/usage?cursor=1', 422],
  ['GET', '/nothing', 404],
  ['GET', '/customers/ID/spends', 405],
  ['DELETE', '/customers/ID/spends', 405],
  ['PUT', '/services', 405],
  ['GET', '/spends/1/reversal', 405],
  ['POST', '/spends/1/reversal', 404],
])('%s %s is %d', async (method, path, status) => {
  const url = `${web.url}/api/v1${path.replace('ID', customer)}`;
  const answer = await call(url, { method, key, headers: { 'idempotency-key': randomUUID() } });
  expect(answer.status).toBe(status);
  if (status >= 400) expectProblem(answer);
  if (status === 405) expect(answer.headers.get('allow')).toBe(method === 'PUT' ? 'GET' : 'POST');
});

test('nothing of all this has moved a credit', async () => {
  const { body } = await call(`${web.url}/api/v1/customers/${customer}/balance`, { key });
  expect(body.available).toBe(10);
});
