import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QuickScale } from '../../../clients/typescript/src/index.js';
import { balance } from '../../../src/credits/index.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { startWeb, type Web } from '../accounts/web.js';
import { createKey, move } from './client.js';

let web: Web;
let api: string;
let key: string;
let service: string;

beforeAll(async () => {
  web = await startWeb();
  api = `${web.url}/api/v1`;
  key = await createKey(web.db);
  service = await createService(web.db, 100);
});
afterAll(() => web.close());

async function customerWith(amount: number): Promise<string> {
  const customer = await createCustomer(web.db);
  await give(web.db, customer, { amount });
  return customer;
}

const clientOf = (by: string) => new QuickScale({ baseUrl: api, key: by, backoffMs: 1 });
const holdsOf = (customer: string) => `${api}/customers/${customer}/holds`;

test('a hold answers 201 with what is set aside and until when; the same request again is replayed', async () => {
  const customer = await customerWith(1_000);
  const idempotency_key = randomUUID();
  const place = (quantity: number) =>
    move(holdsOf(customer), { key, idempotency_key, body: { service, quantity, expires_in: 120 } });
  const first = await place(3);
  expect(first.status).toBe(201);
  expect(first.body).toEqual({
    id: expect.any(String),
    customer,
    service,
    quantity: 3,
    credits: 3,
    captured: 0,
    status: 'open',
    expires_at: expect.any(String),
    closed_at: null,
    created_at: expect.any(String),
  });
  const { created_at, expires_at } = first.body;
  expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(120_000);
  const again = await place(3);
  expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([
    200,
    'true',
    first.body,
  ]);
  expect((await place(4)).body.code).toBe('idempotency_key_reused');
  expect(await balance(web.db, customer)).toMatchObject({ available: 700, held: 300 });
});

test('a hold lasts a quarter of an hour unless told', async () => {
  const { created_at, expires_at } = await clientOf(key).placeHold(await customerWith(100), { service });
  expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(900_000);
});

test('a capture is 200 with the hold and its spend, and 200 again with the same key', async () => {
  const customer = await customerWith(1_000);
  const { id } = await clientOf(key).placeHold(customer, { service, quantity: 4 });
  const idempotency_key = randomUUID();
  const capture = (credits: number) =>
    move(`${api}/holds/${id}/capture`, { key, idempotency_key, body: { credits } });
  const first = await capture(2.5);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    id,
    status: 'captured',
    credits: 4,
    captured: 2.5,
    spend: { service, credits: 2.5, balance: { available: 7.5, held: 0 } },
  });
  const again = await capture(2.5);
  expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([
    200,
    'true',
    first.body,
  ]);
  expect((await capture(3)).body.code).toBe('idempotency_key_reused');
  const late = await move(`${api}/holds/${id}/capture`, { key });
  expect([late.status, late.body.code, late.body.hold_status]).toEqual([409, 'hold_not_open', 'captured']);
});

test('a capture without a body spends all that is held', async () => {
  const customer = await customerWith(1_000);
  const { id } = await clientOf(key).placeHold(customer, { service, quantity: 4 });
  const { status, body } = await move(`${api}/holds/${id}/capture`, { key });
  expect([status, body.captured]).toEqual([200, 4]);
});

test('a release is 200 with the hold, and its credits are back', async () => {
  const customer = await customerWith(1_000);
  const { id } = await clientOf(key).placeHold(customer, { service, quantity: 4 });
  const { status, body } = await move(`${api}/holds/${id}/release`, { key });
  expect([status, body.status, body.captured]).toEqual([200, 'released', 0]);
  expect(await balance(web.db, customer)).toMatchObject({ available: 1_000, held: 0 });
});

test.each<[string, object, string]>([
  ['less than a minute', { expires_in: 59 }, 'expires_in'],
  ['more than a day', { expires_in: 86_401 }, 'expires_in'],
  ['half a second', { expires_in: 60.5 }, 'expires_in'],
  ['no service', { service: undefined }, 'service'],
  ['metadata', { metadata: {} }, 'body'],
])('a hold with %s is 422', async (_what, more, field) => {
  const { status, body } = await move(holdsOf(await customerWith(100)), { key, body: { service, ...more } });
  expect([status, Object.keys(body.fields)]).toEqual([422, [field]]);
});

test.each([0, -1, 4.01, 1.005, '1', null])('a capture of %j of four held credits is 422', async (credits) => {
  const { id } = await clientOf(key).placeHold(await customerWith(400), { service, quantity: 4 });
  const { status, body } = await move(`${api}/holds/${id}/capture`, { key, body: { credits } });
  expect([status, Object.keys(body.fields)]).toEqual([422, ['credits']]);
});

test('a customer’s own key holds for him only, and ends only the holds that it made', async () => {
  const [ada, bob] = [await customerWith(1_000), await customerWith(1_000)];
  const [own, second, company] = [
    clientOf(await createKey(web.db, { user_id: ada })),
    clientOf(await createKey(web.db, { user_id: ada })),
    clientOf(key),
  ];
  const unknown = { status: 404, code: 'unknown_hold' };
  await expect(own.placeHold(bob, { service })).rejects.toMatchObject({
    status: 404,
    code: 'unknown_customer',
  });
  const [mine, ours, his] = [
    await own.placeHold(ada, { service }),
    await company.placeHold(ada, { service }),
    await company.placeHold(bob, { service }),
  ];
  for (const { id } of [ours, his]) {
    await expect(own.captureHold(id)).rejects.toMatchObject(unknown);
    await expect(own.releaseHold(id)).rejects.toMatchObject(unknown);
  }
  await expect(second.captureHold(mine.id)).rejects.toMatchObject(unknown);
  expect(await own.captureHold(mine.id)).toMatchObject({ status: 'captured' });
  expect(await company.releaseHold(ours.id)).toMatchObject({ status: 'released' });
});

test('a customer’s own key cannot read with a key of his what the company’s was answered', async () => {
  const ada = await customerWith(1_000);
  const own = clientOf(await createKey(web.db, { user_id: ada }));
  const company = clientOf(key);
  const once = { idempotencyKey: 'the-same' };
  const spends = [
    await company.spend(ada, { service }, once),
    await own.spend(ada, { service }, once),
    await company.spend(ada, { service }, once),
  ];
  expect(spends[1]?.id).not.toBe(spends[0]?.id);
  expect(spends[2]).toEqual(spends[0]);
  const hold = await company.placeHold(ada, { service }, once);
  expect((await own.placeHold(ada, { service }, once)).id).not.toBe(hold.id);
  await company.captureHold(hold.id, {}, once);
  await expect(own.captureHold(hold.id, {}, once)).rejects.toMatchObject({ code: 'unknown_hold' });
});

test('the company can end what a customer’s own key holds', async () => {
  const ada = await customerWith(100);
  const { id } = await clientOf(await createKey(web.db, { user_id: ada })).placeHold(ada, { service });
  expect(await clientOf(key).captureHold(id)).toMatchObject({ status: 'captured', customer: ada });
});

test('holds need their scope and a key for once', async () => {
  const spender = await createKey(web.db, { scopes: ['spend'] });
  const id = randomUUID();
  for (const url of [holdsOf(id), `${api}/holds/${id}/capture`, `${api}/holds/${id}/release`]) {
    const scopeless = await move(url, { key: spender, body: {} });
    expect([scopeless.status, scopeless.body.scope]).toEqual([403, 'hold']);
    const keyless = await move(url, { key, body: {}, idempotency_key: '' });
    expect([keyless.status, keyless.body.code]).toEqual([400, 'idempotency_key_missing']);
  }
});

test('of 20 parallel captures and releases of one hold one is done', async () => {
  const customer = await customerWith(500);
  const { id } = await clientOf(key).placeHold(customer, { service, quantity: 5 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      move(`${api}/holds/${id}/${at % 2 === 0 ? 'capture' : 'release'}`, { key }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
});
