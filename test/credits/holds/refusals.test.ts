import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { captureHold, placeHold, releaseHold, spend, verifyLedger } from '../../../src/credits/index.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { capture, hold, parts, release } from './holding.js';

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
});
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await database.close();
});

async function customerWith(amount: number): Promise<string> {
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount });
  return wallet;
}

test('more than is available cannot be held, nor spent once it is held', async () => {
  const wallet = await customerWith(1_000);
  await hold(database.db, wallet, { service, quantity: 8 });
  const refusal = { code: 'insufficient_credits', details: { needed: 3, available: 2, debt: 0 } };
  await expect(hold(database.db, wallet, { service, quantity: 3 })).rejects.toMatchObject(refusal);
  const spending = { wallet_id: wallet, service, quantity: 3, key_owner: 'company', key: randomUUID() };
  await expect(spend(database.db, spending)).rejects.toMatchObject(refusal);
});

test.each([59, 86_401, 60.5])('a hold of %d seconds is refused', async (expires_in_s) => {
  const wallet = await customerWith(1_000);
  await expect(hold(database.db, wallet, { service, quantity: 1, expires_in_s })).rejects.toMatchObject({
    code: 'invalid_request',
    fields: { expires_in: expect.any(String) },
  });
});

test.each([
  ['suspended_until', 'account_suspended'],
  ['spending_frozen_until', 'spending_frozen'],
])(
  'with %s no hold can be placed, but one that stands is captured: its run has happened',
  async (column, code) => {
    const wallet = await customerWith(1_000);
    const standing = await hold(database.db, wallet, { service, quantity: 2 });
    await database.db.query(`UPDATE wallets SET ${column} = 'infinity' WHERE id = $1`, [wallet]);
    await expect(hold(database.db, wallet, { service, quantity: 1 })).rejects.toMatchObject({ code });
    expect((await capture(database.db, standing.id)).spend.amount).toBe(200);
  },
);

test('unknown customers, services and holds are named as such', async () => {
  const wallet = await customerWith(1_000);
  const wish = { service, quantity: 1 };
  await expect(hold(database.db, randomUUID(), wish)).rejects.toMatchObject({ code: 'unknown_customer' });
  await expect(hold(database.db, wallet, { ...wish, service: 'no' })).rejects.toMatchObject({
    code: 'unknown_service',
  });
  await expect(capture(database.db, randomUUID())).rejects.toMatchObject({ code: 'unknown_hold' });
  await expect(release(database.db, randomUUID())).rejects.toMatchObject({ code: 'unknown_hold' });
});

test("a customer's own key ends only the holds it made; another's does not exist for it", async () => {
  const wallet = await customerWith(1_000);
  const own = { id: 'his key', only_own: true };
  const others = await hold(database.db, wallet, { service, quantity: 1, made_by: 'another key' });
  const mine = await hold(database.db, wallet, { service, quantity: 2, made_by: own.id });
  for (const act of [capture, release]) {
    await expect(act(database.db, others.id, { by: own })).rejects.toMatchObject({ code: 'unknown_hold' });
  }
  expect((await capture(database.db, mine.id, { by: own })).spend.amount).toBe(200);
  expect(await parts(database.db, wallet)).toEqual([700, 100, 0, 0]);
});

test('the same key and body give the same answer, also after the hold has ended', async () => {
  const { db } = database;
  const wallet_id = await customerWith(1_000);
  const owner = { key_owner: 'company', by: { id: 'key' } };
  const placing = {
    wallet_id,
    service,
    quantity: 4,
    made_by: 'key',
    key_owner: 'company',
    key: randomUUID(),
  };
  const place = () => db.transaction((tx) => placeHold(tx, placing));
  const first = await place();
  const hold_id = first.hold.id;
  const capturing = { hold_id, amount: 150, ...owner, key: randomUUID() };
  const take = () => db.transaction((tx) => captureHold(tx, capturing));
  const captured = await take();
  const other = (await hold(db, wallet_id, { service, quantity: 1 })).id;
  const letting = { hold_id: other, ...owner, key: randomUUID() };
  const let_go = () => db.transaction((tx) => releaseHold(tx, letting));
  const released = await let_go();

  expect(await place()).toEqual({ replayed: true, hold: first.hold });
  expect(await take()).toEqual({ replayed: true, capture: captured.capture });
  expect(await let_go()).toEqual({ replayed: true, hold: released.hold });
  expect(await parts(db, wallet_id)).toEqual([850, 0, 0, 0]);
});

test('a key is bound to what was asked with it; each operation has its own keys', async () => {
  const { db } = database;
  const wallet = await customerWith(1_000);
  const key = randomUUID();
  const placed = await hold(db, wallet, { service, quantity: 4, key });
  await expect(hold(db, wallet, { service, quantity: 5, key })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  await capture(db, placed.id, { key, amount: 100 });
  await expect(capture(db, placed.id, { key, amount: 200 })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  await spend(db, { wallet_id: wallet, service, quantity: 1, key_owner: 'company', key });
  expect(await parts(db, wallet)).toEqual([800, 0, 0, 0]);
});

test('holds in parallel never overdraw, and the same key in parallel holds once', async () => {
  const { db } = database;
  const wallet = await customerWith(1_000);
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => hold(db, wallet, { service, quantity: 3 })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(await parts(db, wallet)).toEqual([100, 900, 0, 0]);
  const key = randomUUID();
  const same = await Promise.all(
    Array.from({ length: 20 }, () => hold(db, wallet, { service, quantity: 1, key })),
  );
  expect(new Set(same.map(({ id }) => id)).size).toBe(1);
  expect(await parts(db, wallet)).toEqual([0, 1_000, 0, 0]);
});

test('captures and releases of one hold in parallel end it once', async () => {
  const { db } = database;
  const wallet = await customerWith(1_000);
  const { id } = await hold(db, wallet, { service, quantity: 10 });
  const ends = Array.from({ length: 10 }, (_, nth) =>
    nth % 2 ? capture(db, id, { amount: 400 }) : release(db, id),
  );
  const answers = await Promise.allSettled(ends);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([600, 1_000]).toContain((await parts(db, wallet))[0]);
});
