import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load } from 'cheerio';
import type { ApiDocument } from '../../../src/http/api/openapi.js';
import { apiV1 } from '../../../src/http/api/v1/router.js';
import { createLogger } from '../../../src/platform/log.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { startWeb, type Web } from '../accounts/web.js';
import { type Answer, call, createKey, move } from './client.js';

let web: Web;
let key: string;
let document: ApiDocument;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  document = (await call(`${web.url}/api/openapi.json`)).body;
});
afterAll(() => web.close());

test('the document needs no key and is OpenAPI 3.1', async () => {
  expect(document.openapi).toBe('3.1.0');
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
});

test('every call of the API is in the document, and nothing else is', () => {
  const { stack } = apiV1({ ...web, log: createLogger('silent', 'test') });
  const routes = stack.flatMap(({ route }) =>
    (route?.stack ?? [])
      .filter(({ method }) => method)
      .map(({ method }) => `${method} ${route?.path.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  const documented = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(documented.sort()).toEqual([...new Set(routes)].sort());
});

test('each list takes a limit and a cursor, or says that it is not paged', () => {
  const operations = Object.values(document.paths ?? {}).flatMap(({ get }) => get ?? []);
  const lists = operations.filter(({ operationId }) => operationId?.startsWith('list'));
  expect(lists).toHaveLength(3);
  for (const { parameters = [], description } of lists) {
    const names = parameters.flatMap((parameter) => ('name' in parameter ? parameter.name : []));
    if (!names.includes('limit') || !names.includes('cursor')) expect(description).toContain('not paged');
  }
});

test('each example of the document is what its schema allows', () => {
  const ajv = validator();
  const wrong: unknown[] = [];
  walk(document, '#', (pointer, node) => {
    const examples = Object.values((node.examples ?? {}) as Record<string, { value: unknown }>);
    const checked: [string, unknown][] = [
      ...examples.map(({ value }): [string, unknown] => [`${pointer}/schema`, value]),
      ...(node.example !== undefined && node.type ? [[pointer, node.example] as [string, unknown]] : []),
    ];
    for (const [schema, example] of checked) {
      const validate = ajv.compile({ $ref: `document${schema}` });
      if (!validate(example)) wrong.push([schema, validate.errors]);
    }
  });
  expect(wrong).toEqual([]);
});

test('every answer of the running API is as the document says, refusals with their code and members', async () => {
  const ajv = validator();
  for (const [path, method, { status, body, headers }] of await answers()) {
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const pointer = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    const validate = ajv.compile({ $ref: `document#/${pointer.map(escapePointer).join('/')}` });
    expect([path, status, validate(body), validate.errors, body]).toEqual([path, status, true, null, body]);
  }
});

test('the page shows every call of the document with a request to paste', async () => {
  const answer = await fetch(`${web.url}/api/docs`);
  expect(answer.status).toBe(200);
  const text = load(await answer.text()).text();
  for (const path of Object.keys(document.paths ?? {})) expect(text).toContain(path);
  expect(text).toContain(`curl "${web.url}/api/v1/customers?email=ada@example.com"`);
  expect(text).toContain('--json \'{"spends":[{"customer":');
  expect(text).toContain('spends[].idempotency_key');
});

function validator(): Ajv2020 {
  return addFormats.default(new Ajv2020({ strict: false })).addSchema(document, 'document');
}

type Node = Record<string, unknown>;

function walk(node: unknown, pointer: string, visit: (pointer: string, node: Node) => void): void {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) visit(pointer, node as Node);
  for (const [name, child] of Object.entries(node)) {
    if (name !== 'example' && name !== 'examples') walk(child, `${pointer}/${escapePointer(name)}`, visit);
  }
}

function escapePointer(part: string | number): string {
  return encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** [path, method, what the running API answered]: each call, done and refused in each way that a caller can bring about. */
async function answers(): Promise<[string, string, Answer][]> {
  const api = `${web.url}/api/v1`;
  const service = await createService(web.db, 250);
  const customer = await createCustomer(web.db, 'ada@example.com');
  await give(web.db, customer, { amount: 10_000 });
  await give(web.db, customer, {
    amount: 300,
    type: 'subscription',
    expires_at: new Date('2099-01-01T00:00:00Z'),
  });
  const suspended = await createCustomer(web.db);
  await web.db.query("UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1", [suspended]);
  const scopeless = await createKey(web.db, { scopes: ['customers:read'] });
  const slow = await createKey(web.db, { rate_limit_per_minute: 1 });
  await call(`${api}/services`, { key: slow });

  const at = `${api}/customers/${customer}`;
  const get = (url: string, by = key) => call(url, { key: by });
  const post = (url: string, body?: unknown, by = key) => move(url, { key: by, body });
  const batch = (body: unknown, by = key) => call(`${api}/spends/batch`, { method: 'POST', key: by, body });
  const hold = async () => (await post(`${at}/holds`, { service })).body.id;
  const item = { customer, service, idempotency_key: randomUUID() };
  const idempotency_key = randomUUID();
  const again = (quantity: number) =>
    move(`${at}/spends`, { key, idempotency_key, body: { service, quantity, metadata: { a: 1 } } });
  const spends = [await again(1), await again(1), await again(2)];
  const reversal = `${api}/spends/${spends[0]?.body.id}/reversal`;
  const closed = await hold();
  return [
    ['/customers', 'get', await get(`${api}/customers?email=ada@example.com`)],
    ['/customers', 'get', await get(`${api}/customers?email=nobody@example.com`)],
    ['/customers', 'get', await get(`${api}/customers`)],
    ['/customers/{id}/balance', 'get', await get(`${at}/balance`)],
    ['/customers/{id}/balance', 'get', await get(`${at}/balance?at=2026-01-01T00:00:00Z`)],
    ['/customers/{id}/balance', 'get', await get(`${at}/balance?at=nonsense`)],
    ['/customers/{id}/balance', 'get', await get(`${at}/balance`, scopeless)],
    ...spends.map((spent): [string, string, Answer] => ['/customers/{id}/spends', 'post', spent]),
    ['/customers/{id}/spends', 'post', await post(`${at}/spends`, { service, quantity: 1_000 })],
    ['/customers/{id}/spends', 'post', await post(`${at}/spends`, { service: 'no-such' })],
    ['/customers/{id}/spends', 'post', await post(`${at}/spends`, {})],
    ['/customers/{id}/spends', 'post', await post(`${at}/spends`, { service }, scopeless)],
    [
      '/customers/{id}/spends',
      'post',
      await call(`${at}/spends`, { method: 'POST', key, body: { service } }),
    ],
    ['/customers/{id}/spends', 'post', await post(`${api}/customers/${suspended}/spends`, { service })],
    ['/customers/{id}/spends', 'post', await post(`${api}/customers/${randomUUID()}/spends`, { service })],
    ['/customers/{id}/spends', 'post', await post(`${at}/spends`, { service: 'x'.repeat(40_000) })],
    ['/customers/{id}/spends', 'post', await call(`${at}/spends`, { method: 'POST', key, raw: 'text' })],
    ['/spends/batch', 'post', await batch({ spends: [item, item, {}, { ...item, customer: randomUUID() }] })],
    ['/spends/batch', 'post', await batch({ spends: [] })],
    ['/spends/batch', 'post', await batch({ spends: [item] }, scopeless)],
    ['/spends/{id}/reversal', 'post', await post(reversal, { reason: 'It failed' })],
    ['/spends/{id}/reversal', 'post', await post(reversal)],
    ['/spends/{id}/reversal', 'post', await post(`${api}/spends/${randomUUID()}/reversal`)],
    ['/customers/{id}/holds', 'post', await post(`${at}/holds`, { service, expires_in: 60 })],
    ['/customers/{id}/holds', 'post', await post(`${at}/holds`, { service, expires_in: 59 })],
    ['/customers/{id}/holds', 'post', await post(`${at}/holds`, { service, quantity: 1_000 })],
    ['/holds/{id}/capture', 'post', await post(`${api}/holds/${closed}/capture`, { credits: 1.25 })],
    ['/holds/{id}/capture', 'post', await post(`${api}/holds/${closed}/capture`)],
    ['/holds/{id}/capture', 'post', await post(`${api}/holds/${await hold()}/capture`, { credits: 2.51 })],
    ['/holds/{id}/capture', 'post', await post(`${api}/holds/${randomUUID()}/capture`)],
    ['/holds/{id}/release', 'post', await post(`${api}/holds/${await hold()}/release`)],
    ['/holds/{id}/release', 'post', await post(`${api}/holds/${closed}/release`)],
    ['/customers/{id}/ledger', 'get', await get(`${at}/ledger`)],
    ['/customers/{id}/ledger', 'get', await get(`${at}/ledger?limit=0`)],
    ['/customers/{id}/usage', 'get', await get(`${at}/usage`)],
    ['/services', 'get', await get(`${api}/services`)],
    ['/services', 'get', await call(`${api}/services`)],
    ['/services', 'get', await get(`${api}/services`, slow)],
  ];
}
