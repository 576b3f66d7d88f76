import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listHolds, listUses, reverseSpend, verifyLedger } from '../../../src/credits/index.js';
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

/** 300 subscription credits (hundredths: 30,000), then 200 promotional ones, then 500 pay-as-you-go. */
async function customer(): Promise<{ wallet: string; grants: string[] }> {
  const { db } = database;
  const wallet = await createCustomer(db);
  const soon = new Date(Date.now() + 86_400_000);
  return {
    wallet,
    grants: [
      await give(db, wallet, { amount: 30_000, type: 'subscription', expires_at: soon }),
      await give(db, wallet, { amount: 20_000, type: 'promotional', expires_at: soon }),
      await give(db, wallet, { amount: 50_000 }),
    ],
  };
}

test('a hold takes what the service costs out of what is available, for fifteen minutes unless told otherwise', async () => {
  const { wallet } = await customer();
  const placed = await hold(database.db, wallet, { service, quantity: 400 });
  expect(placed).toMatchObject({ wallet_id: wallet, service, quantity: 400, amount: 40_000, status: 'open' });
  expect(Date.parse(placed.expires_at) - Date.parse(placed.created_at)).toBe(900_000);
  expect(await parts(database.db, wallet)).toEqual([60_000, 40_000, 0, 0]);
});

test('what is captured is spent in the order of spending, and the rest returns to the grants it came from', async () => {
  const { wallet, grants } = await customer();
  const placed = await hold(database.db, wallet, { service, quantity: 600 });
  const captured = await capture(database.db, placed.id, { amount: 35_050 });
  expect(captured.spend).toMatchObject({
    service,
    quantity: 600,
    amount: 35_050,
    allocations: [
      { grant: grants[0], type: 'subscription', amount: 30_000 },
      { grant: grants[1], type: 'promotional', amount: 5_050 },
    ],
    balance: { available: 64_950, held: 0, frozen: 0, debt: 0 },
  });
  expect(captured.hold).toMatchObject({ status: 'captured', captured: 35_050, spend: captured.spend.id });
  const left = await database.db.query<{ remaining: number }>(
    'SELECT remaining FROM grants WHERE wallet_id = $1 ORDER BY priority',
    [wallet],
  );
  expect(left.map(({ remaining }) => remaining)).toEqual([0, 14_950, 50_000]);
  expect((await listUses(database.db, wallet)).data).toMatchObject([
    { id: captured.spend.id, amount: 35_050 },
  ]);
});

test('a capture without an amount takes all that was held', async () => {
  const { wallet } = await customer();
  const placed = await hold(database.db, wallet, { service, quantity: 10 });
  expect((await capture(database.db, placed.id)).spend.amount).toBe(1_000);
  expect(await parts(database.db, wallet)).toEqual([99_000, 0, 0, 0]);
});

test.each([0, -1, 1_001])(
  'a capture of %d of 1,000 is refused, and says how much is held',
  async (amount) => {
    const { wallet } = await customer();
    const placed = await hold(database.db, wallet, { service, quantity: 10 });
    await expect(capture(database.db, placed.id, { amount })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: { credits: expect.stringMatching(/ of 10 that are held/) },
    });
    expect((await capture(database.db, placed.id)).hold.status).toBe('captured');
  },
);

test('a released hold gives everything back', async () => {
  const { wallet } = await customer();
  const placed = await hold(database.db, wallet, { service, quantity: 600 });
  expect(await release(database.db, placed.id)).toMatchObject({ status: 'released', captured: 0 });
  expect(await parts(database.db, wallet)).toEqual([100_000, 0, 0, 0]);
});

test('a hold ends once: a second capture and a second release say how it ended', async () => {
  const { wallet } = await customer();
  const captured = await hold(database.db, wallet, { service, quantity: 1 });
  const released = await hold(database.db, wallet, { service, quantity: 1 });
  await capture(database.db, captured.id);
  await release(database.db, released.id);
  for (const act of [capture, release]) {
    await expect(act(database.db, captured.id)).rejects.toMatchObject({
      code: 'hold_not_open',
      details: { hold_status: 'captured' },
    });
    await expect(act(database.db, released.id)).rejects.toMatchObject({
      details: { hold_status: 'released' },
    });
  }
});

test('a free run can be held and captured, and is recorded', async () => {
  const { wallet } = await customer();
  const free = await createService(database.db, 0);
  const placed = await hold(database.db, wallet, { service: free, quantity: 3 });
  expect((await capture(database.db, placed.id)).spend).toMatchObject({
    amount: 0,
    allocations: [],
    quantity: 3,
  });
  expect((await listUses(database.db, wallet)).data).toMatchObject([{ service: free, amount: 0 }]);
});

test('a captured run that failed is reversed like any other', async () => {
  const { wallet } = await customer();
  const placed = await hold(database.db, wallet, { service, quantity: 600 });
  const { spend } = await capture(database.db, placed.id, { amount: 40_000 });
  const request = { spend_id: spend.id, requested_by: 'test', key_owner: 'company', key: randomUUID() };
  await database.db.transaction((tx) => reverseSpend(tx, request));
  expect(await parts(database.db, wallet)).toEqual([100_000, 0, 0, 0]);
});

test('the cost is that of the moment the hold was placed', async () => {
  const { wallet } = await customer();
  const dearer = await createService(database.db, 100);
  const placed = await hold(database.db, wallet, { service: dearer, quantity: 2 });
  await database.db.query('UPDATE services SET cost = 900 WHERE slug = $1', [dearer]);
  expect((await capture(database.db, placed.id)).spend.amount).toBe(200);
});

test('open holds are listed, newest first, and ended ones where they are asked for', async () => {
  const { wallet } = await customer();
  const ids = [];
  for (const quantity of [1, 2, 3]) ids.push((await hold(database.db, wallet, { service, quantity })).id);
  await release(database.db, ids[1] ?? '');
  const open = await listHolds(database.db, wallet, { only_open: true });
  expect(open.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  expect(await listHolds(database.db, wallet)).toMatchObject([
    { quantity: 3, status: 'open' },
    { quantity: 2, status: 'released' },
    { quantity: 1, status: 'open' },
  ]);
});
