import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QuickScale } from '../../clients/typescript/src/index.js';
import { TYPES_FILE, typescriptTypes } from '../../clients/typescript-types.js';
import { balance } from '../../src/credits/index.js';
import { openApiDocument } from '../../src/http/api/openapi.js';
import { fromRoot } from '../../src/platform/root.js';
import { startWeb, type Web } from '../http/accounts/web.js';
import { createKey } from '../http/api/client.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { startStub } from './stub.js';

const run = promisify(execFile);

let web: Web;
let key: string;
let service: string;
let quickscale: QuickScale;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  service = await createService(web.db, 100);
  quickscale = new QuickScale({ baseUrl: `${web.url}/api/v1`, key });
});
afterAll(() => web.close());

async function customerWith(amount: number): Promise<string> {
  const customer = await createCustomer(web.db);
  await give(web.db, customer, { amount });
  return customer;
}

test('the generated part is what the generator makes of the API of today', async () => {
  expect(await readFile(fromRoot(TYPES_FILE), 'utf8')).toBe(await typescriptTypes());
});

test('each call of the API is a method of the client', () => {
  const calls = Object.values(openApiDocument().paths ?? {}).flatMap((item) =>
    [item.get, item.post].flatMap((operation) => operation?.operationId ?? []),
  );
  const methods = Object.getOwnPropertyNames(QuickScale.prototype).filter((name) => name !== 'constructor');
  expect(methods.sort()).toEqual(calls.sort());
});

test('a spend is made once for its key, replayed the same, and undone', async () => {
  await createCustomer(web.db, 'ada@example.com').then((ada) => give(web.db, ada, { amount: 1_000 }));
  const { id } = await quickscale.findCustomer('ada@example.com');
  const spend = () => quickscale.spend(id, { service, quantity: 2 }, { idempotencyKey: 'order-17' });
  const first = await spend();
  expect(first).toMatchObject({ service, credits: 2, balance: { available: 8 } });
  expect(await spend()).toEqual(first);
  await quickscale.reverse(first.id, { reason: 'The run failed' });
  expect(await quickscale.getBalance(id)).toMatchObject({ available: 10 });
  expect(await quickscale.getBalance(id, { at: new Date('2020-01-01T00:00:00Z') })).toMatchObject({
    available: 0,
  });
  expect((await quickscale.listUsage(id)).data).toMatchObject([{ id: first.id, reversed: true }]);
  const newest = await quickscale.listLedger(id, { limit: 1 });
  const older = await quickscale.listLedger(id, { cursor: newest.next_cursor ?? '' });
  expect([...newest.data, ...older.data].map(({ kind }) => kind)).toEqual(['reversal', 'spend', 'grant']);
});

test('too few credits say how many are needed and how many there are', async () => {
  const customer = await customerWith(150);
  await expect(quickscale.spend(customer, { service, quantity: 2 })).rejects.toMatchObject({
    name: 'QuickScaleError',
    status: 402,
    code: 'insufficient_credits',
    members: { needed: 2, available: 1.5, debt: 0 },
  });
});

test('a batch tells of each spend in order', async () => {
  const [ada, bob] = [await customerWith(100), await customerWith(0.5 * 100)];
  const results = await quickscale.spendBatch([ada, bob].map((customer) => ({ customer, service })));
  expect(results.map((each) => ('spend' in each ? each.spend.credits : each.problem.code))).toEqual([
    1,
    'insufficient_credits',
  ]);
});

test('held credits are spent in part or let go', async () => {
  const customer = await customerWith(1_000);
  const hold = await quickscale.placeHold(customer, { service, quantity: 5, expires_in: 60 });
  expect(await quickscale.getBalance(customer)).toMatchObject({ available: 5, held: 5 });
  const captured = await quickscale.captureHold(hold.id, { credits: 1.25 });
  expect(captured).toMatchObject({ status: 'captured', captured: 1.25, spend: { credits: 1.25 } });
  await expect(quickscale.releaseHold(hold.id)).rejects.toMatchObject({
    code: 'hold_not_open',
    members: { hold_status: 'captured' },
  });
  const other = await quickscale.placeHold(customer, { service });
  expect(await quickscale.releaseHold(other.id)).toMatchObject({ status: 'released', captured: 0 });
  expect(await quickscale.getBalance(customer)).toMatchObject({ available: 8.75, held: 0 });
});

test('the line is cut after the work: the client asks again, and there is one spend', async () => {
  const customer = await customerWith(1_000);
  let forwarded = 0;
  const line = await startStub(async ({ method, path, idempotency_key = '', body }, res) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': idempotency_key,
    };
    const answer = await fetch(`${web.url}/api/v1${path}`, { method, headers, body });
    const text = await answer.text();
    forwarded += 1;
    if (forwarded <= 2) return void res.socket?.destroy();
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  });
  try {
    const far = new QuickScale({ baseUrl: line.baseUrl, key, backoffMs: 1 });
    const spent = await far.spend(customer, { service, quantity: 3 });
    expect([forwarded, spent.credits]).toEqual([3, 3]);
    expect((await balance(web.db, customer)).available).toBe(700);
    expect((await quickscale.listUsage(customer)).data.map(({ id }) => id)).toEqual([spent.id]);
  } finally {
    await line.close();
  }
});

test('built for publishing it is plain JavaScript for Node, with its types', async () => {
  const dist = fromRoot('build/test/client');
  await run(fromRoot('node_modules/.bin/tsc'), ['-p', fromRoot('clients/typescript'), '--outDir', dist]);
  const script = `import(${JSON.stringify(`${dist}/index.js`)}).then((it) => console.log(Object.keys(it).join()))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env: {} });
  expect(stdout.trim()).toBe('QuickScale,QuickScaleError');
  expect(await readFile(`${dist}/index.d.ts`, 'utf8')).toContain('QuickScaleOptions');
});
