import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import { balance, type Spender } from '../../../src/credits/index.js';
import { apiV1 } from '../../../src/http/api/v1/router.js';
import { problemDocuments } from '../../../src/http/error-answers.js';
import { createLogger } from '../../../src/platform/log.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { startWeb, type Web } from '../accounts/web.js';
import { type Answer, call, createKey, move } from './client.js';

let web: Web;
let key: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  key = await createKey(web.db);
  service = await createService(web.db, 100);
});
afterAll(() => web.close());

function send(body: unknown, by = key): Promise<Answer> {
  return call(`${web.url}/api/v1/spends/batch`, { method: 'POST', key: by, body });
}

const item = (customer: string, more: object = {}) => ({
  customer,
  service,
  idempotency_key: randomUUID(),
  ...more,
});

async function customerWith(amount: number): Promise<string> {
  const customer = await createCustomer(web.db);
  await give(web.db, customer, { amount });
  return customer;
}

const statuses = ({ body }: Answer) => body.data.map(({ status }: { status: number }) => status);
const codes = ({ body }: Answer) =>
  body.data.map((each: { problem?: { code: string } }) => each.problem?.code);

test('each spend of a batch is all or nothing by itself, and answered in its place', async () => {
  const [ada, bob] = [await customerWith(500), await customerWith(150)];
  const answer = await send({
    spends: [
      item(bob),
      item(ada, { quantity: 2, metadata: { job: 'j-1' } }),
      item(bob),
      item(randomUUID()),
      item(ada, { service: 'no-such' }),
      item(ada),
      item('nonsense'),
    ],
  });
  expect([answer.status, statuses(answer)]).toEqual([200, [201, 201, 402, 404, 404, 201, 404]]);
  expect(codes(answer)).toEqual([
    undefined,
    undefined,
    'insufficient_credits',
    'unknown_customer',
    'unknown_service',
    undefined,
    'unknown_customer',
  ]);
  const alone = await move(`${web.url}/api/v1/customers/nonsense/spends`, { key, body: { service } });
  expect([alone.status, alone.body.code]).toEqual([404, 'unknown_customer']);
  expect(answer.body.data[1].spend).toMatchObject({ service, quantity: 2, credits: 2 });
  expect(answer.body.data[2].problem).toMatchObject({
    title: 'Payment Required',
    status: 402,
    needed: 1,
    available: 0.5,
    debt: 0,
  });
  expect((await balance(web.db, ada)).available).toBe(200);
  expect((await balance(web.db, bob)).available).toBe(50);
});

test('a bad item is refused in its place, and the others are done', async () => {
  const ada = await customerWith(500);
  const bad = [
    null,
    'text',
    [],
    {},
    item(7 as never),
    item(ada, { quantity: 0 }),
    item(ada, { idempotency_key: ' ' }),
    item(ada, { idempotency_key: '\t' }),
    item(ada, { credits: 1 }),
  ];
  const answer = await send({ spends: [...bad, item(ada)] });
  expect(statuses(answer)).toEqual([...bad.map(() => 422), 201]);
  expect(answer.body.data[4].problem).toMatchObject({
    code: 'invalid_request',
    fields: { customer: expect.any(String) },
  });
  expect(answer.body.data[6].problem.fields).toHaveProperty('idempotency_key');
  expect((await balance(web.db, ada)).available).toBe(400);
});

test('an envelope that is wrong refuses the whole, and nothing is done', async () => {
  const ada = await customerWith(100_000);
  const many = (count: number) => ({ spends: Array.from({ length: count }, () => item(ada)) });
  for (const body of [{}, { spends: [] }, { spends: {} }, { spends: [item(ada)], more: 1 }, many(501)]) {
    const answer = await send(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
  }
  expect((await balance(web.db, ada)).available).toBe(100_000);
});

test('500 spends with long keys and metadata go in one batch', async () => {
  const ada = await customerWith(50_000);
  const spends = Array.from({ length: 500 }, (_, at) =>
    item(ada, { idempotency_key: `${at}-`.padEnd(255, 'k'), metadata: { note: 'n'.repeat(500), at } }),
  );
  const answer = await send({ spends });
  expect(statuses(answer)).toEqual(spends.map(() => 201));
  expect((await balance(web.db, ada)).available).toBe(0);
});

test('more than a megabyte is 413', async () => {
  const answer = await send({ spends: [item(randomUUID(), { metadata: { note: 'n'.repeat(1_100_000) } })] });
  expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
});

test('the same batch again is replayed item by item, spend by spend the same', async () => {
  const ada = await customerWith(500);
  const body = { spends: [item(ada), item(ada, { quantity: 3 })] };
  const first = await send(body);
  const again = await send(body);
  expect([statuses(first), statuses(again)]).toEqual([
    [201, 201],
    [200, 200],
  ]);
  const spends = ({ body: { data } }: Answer) => data.map(({ spend }: { spend: unknown }) => spend);
  expect(spends(again)).toEqual(spends(first));
  expect((await balance(web.db, ada)).available).toBe(100);
});

test('one key twice in a batch charges once; with another body it is 409; a single call knows it too', async () => {
  const ada = await customerWith(500);
  const idempotency_key = randomUUID();
  const answer = await send({
    spends: [
      item(ada, { idempotency_key }),
      item(ada, { idempotency_key }),
      item(ada, { idempotency_key, quantity: 2 }),
    ],
  });
  expect(statuses(answer).filter((status: number) => status === 201)).toHaveLength(1);
  expect(statuses(answer).filter((status: number) => status === 200 || status === 409)).toHaveLength(2);
  const spends = `${web.url}/api/v1/customers/${ada}/spends`;
  const charged = 500 - (await balance(web.db, ada)).available;
  const single = await move(spends, { key, idempotency_key, body: { service, quantity: charged / 100 } });
  expect([single.status, single.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
});

test('a customer’s own key spends for him in a batch, and knows no other customer', async () => {
  const [ada, bob] = [await customerWith(500), await customerWith(500)];
  const own = await createKey(web.db, { user_id: ada });
  const answer = await send({ spends: [item(ada), item(bob), item(randomUUID())] }, own);
  expect([statuses(answer), codes(answer)]).toEqual([
    [201, 404, 404],
    [undefined, 'unknown_customer', 'unknown_customer'],
  ]);
  expect((await balance(web.db, bob)).available).toBe(500);
});

test('a batch needs the scope of a spend', async () => {
  const reader = await createKey(web.db, { scopes: ['balance:read'] });
  const answer = await send({ spends: [item(randomUUID())] }, reader);
  expect([answer.status, answer.body.scope]).toEqual([403, 'spend']);
});

/** The API with a spender that fails for one customer in the given way. */
async function withFault<T>(fault: object, act: (url: string) => Promise<T>): Promise<T> {
  const log = createLogger('silent', 'test');
  const spender: Spender = {
    ...web.spender,
    spend: async (request) => {
      if (request.wallet_id === FAULTY) throw fault;
      return web.spender.spend(request);
    },
  };
  const app = express().use(apiV1({ db: web.db, log, spender }), problemDocuments(log));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return act(`http://127.0.0.1:${port}`).finally(() => {
    server.close();
    server.closeAllConnections();
  });
}
const FAULTY = randomUUID();

test('a fault of ours at one spend is told in its place, and the others are done', async () => {
  const ada = await customerWith(500);
  await withFault(new Error('not thought of'), async (url) => {
    const spends = [item(ada), item(FAULTY), item(ada)];
    const answer = await call(`${url}/spends/batch`, { method: 'POST', key, body: { spends } });
    expect([answer.status, statuses(answer)]).toEqual([200, [201, 500, 201]]);
    expect(JSON.stringify(answer.body)).not.toContain('not thought of');
  });
});

test('without the database the whole is 503, and sent again it replays what was done', async () => {
  const ada = await customerWith(500);
  const body = { spends: [item(ada), item(FAULTY), item(ada)] };
  const gone = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  await withFault(gone, async (url) => {
    const answer = await call(`${url}/spends/batch`, { method: 'POST', key, body });
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      503,
      'unavailable',
      '1',
    ]);
  });
  expect(statuses(await send(body))).toEqual([200, 404, 200]);
  expect((await balance(web.db, ada)).available).toBe(300);
});
