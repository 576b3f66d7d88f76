import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { balance, freezeForDispute, loseDispute, verifyLedger } from '../../src/credits/index.js';
import { createDispute, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { disputed } from './disputed.js';

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

const dispute = (given: Parameters<typeof disputed>[1] = {}) => disputed({ db: database.db, service }, given);

test('an open dispute freezes what is left of the purchase, once however often it is told', async () => {
  const customer = await dispute();
  await customer.use(100);
  await Promise.all(Array.from({ length: 10 }, customer.opens));
  expect(await customer.standing()).toEqual({ available: 0, frozen: 40_000, debt: 0 });
});

test('a dispute that is told again freezes nothing more of what came back meanwhile: what expired counts already', async () => {
  const customer = await dispute({ amount_minor: 400, expires_at: new Date(Date.now() + 86_400_000) });
  const run = await customer.use(300);
  await customer.expireNow();
  await customer.opens();
  await customer.runFails(run);
  const came_back = { available: 30_000, frozen: 0, debt: 0 };
  expect(await customer.standing()).toEqual(came_back);
  await customer.opens();
  expect(await customer.standing()).toEqual(came_back);
});

test('a dispute about a part freezes that part', async () => {
  const customer = await dispute({ amount_minor: 500 });
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 37_500, frozen: 12_500, debt: 0 });
});

test('frozen credits cannot be spent, others can', async () => {
  const customer = await dispute();
  await give(database.db, customer.wallet_id, { amount: 1_000 });
  await customer.opens();
  await expect(customer.use(11)).rejects.toMatchObject({ code: 'insufficient_credits' });
  await customer.use(10);
});

test('a won dispute frees what it froze', async () => {
  const customer = await dispute();
  await customer.opens();
  await Promise.all([customer.ends(), customer.ends()]);
  expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('what a won dispute froze of credits that have expired meanwhile is promotional for a week', async () => {
  const customer = await dispute({ expires_at: new Date(Date.now() + 86_400_000) });
  await customer.opens();
  await customer.expireNow();
  await customer.ends();
  const { by_type, frozen, next_expiry } = await balance(database.db, customer.wallet_id);
  expect([by_type.promotional, frozen]).toEqual([50_000, 0]);
  expect(next_expiry?.at.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
});

test('a lost dispute takes what it froze, then other credits, then leaves debt', async () => {
  const customer = await dispute();
  await customer.use(300);
  await give(database.db, customer.wallet_id, { amount: 5_000 });
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 5_000, frozen: 20_000, debt: 0 });
  await Promise.all([customer.loses(), customer.loses()]);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 25_000 });
});

test('a dispute first seen when it is lost takes the same', async () => {
  const customer = await dispute();
  await customer.use(300);
  await give(database.db, customer.wallet_id, { amount: 5_000 });
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 25_000 });
});

test('a dispute first seen when it is won takes nothing', async () => {
  const customer = await dispute();
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('won after lost gives all back: what was taken, what repaid the debt since, and the debt that is left', async () => {
  const customer = await dispute();
  await customer.use(300);
  await customer.loses();
  await give(database.db, customer.wallet_id, { amount: 10_000 });
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 20_000 });
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 30_000, frozen: 0, debt: 0 });
});

test('whatever an appeal goes through, only where it ends counts', async () => {
  const ends = {
    opens: { available: 1_000, frozen: 20_000, debt: 0 },
    loses: { available: 0, frozen: 0, debt: 29_000 },
    ends: { available: 21_000, frozen: 0, debt: 0 },
  };
  const verbs = ['opens', 'loses', 'ends'] as const;
  for (const first of verbs)
    for (const second of verbs)
      for (const third of verbs)
        for (const last of verbs) {
          const customer = await dispute();
          await customer.use(300);
          await give(database.db, customer.wallet_id, { amount: 1_000 });
          for (const verb of [first, second, third, last]) await customer[verb]();
          expect([first, second, third, last, await customer.standing()]).toEqual([
            first,
            second,
            third,
            last,
            ends[last],
          ]);
        }
});

test('an appeal of credits that have expired may be won twice', async () => {
  const customer = await dispute({ expires_at: new Date(Date.now() + 86_400_000) });
  await customer.opens();
  await customer.expireNow();
  for (const verb of ['ends', 'opens', 'ends', 'loses', 'ends'] as const) await customer[verb]();
  expect((await balance(database.db, customer.wallet_id)).by_type.promotional).toBe(50_000);
});

test('credits of a failed run are frozen by an open dispute, and taken by a lost one', async () => {
  const customer = await dispute();
  const [first, second] = [await customer.use(200), await customer.use(100)];
  await customer.opens();
  await customer.runFails(first);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 40_000, debt: 0 });
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 10_000 });
  await customer.runFails(second);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('of two open disputes the one that is lost first takes its share of what both have frozen', async () => {
  const { db } = database;
  const customer = await dispute({ amount_minor: 1_500 });
  const other = {
    ...customer,
    dispute_id: await createDispute(db, customer.payment_id, 1_500),
  };
  await customer.opens();
  await db.transaction((tx) => freezeForDispute(tx, other));
  expect(await customer.standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  await db.transaction((tx) => loseDispute(tx, other));
  expect(await customer.standing()).toEqual({ available: 0, frozen: 12_500, debt: 0 });
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 12_500, frozen: 0, debt: 0 });
});
