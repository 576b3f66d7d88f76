import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  IdempotencyKeyReused,
  InsufficientCredits,
  listEntries,
  type SpendRequest,
  spend,
} from '../../src/credits/index.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
});
afterAll(() => database.close());

function request(wallet_id: string, change: Partial<SpendRequest> = {}): SpendRequest {
  return { wallet_id, service, quantity: 1, key_owner: 'company', key: randomUUID(), ...change };
}

test('subscription credits are spent before pay-as-you-go credits', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const own = await give(db, wallet, { amount: 50_000 });
  const plan = await give(db, wallet, {
    amount: 100_000,
    type: 'subscription',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  const { spend: spent } = await spend(db, request(wallet, { quantity: 1200 }));
  expect(spent.allocations).toEqual([
    { grant: plan, type: 'subscription', amount: 100_000 },
    { grant: own, type: 'pay_as_you_go', amount: 20_000 },
  ]);
  expect(spent.balance).toEqual({ available: 30_000, held: 0, frozen: 0, debt: 0 });
  expect((await balance(db, wallet)).by_type).toEqual({
    subscription: 0,
    promotional: 0,
    pay_as_you_go: 30_000,
  });
});

test('of 200 parallel spends on a wallet that can pay 150, 150 succeed and 50 are refused', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 15_000 });
  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => spend(db, request(wallet))));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(150);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(50);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(InsufficientCredits);
  expect((await balance(db, wallet)).available).toBe(0);
});

test('one key sent 50 times at once charges once and answers the same each time', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 10_000 });
  const once = request(wallet, { quantity: 3 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => spend(db, once)));
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(new Set(answers.map((answer) => JSON.stringify(answer.spend))).size).toBe(1);
  expect((await balance(db, wallet)).available).toBe(9_700);
});

test('a key that comes with another request is refused', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 10_000 });
  const first = request(wallet);
  await spend(db, first);
  for (const change of [{ quantity: 2 }, { metadata: { order: 'A1' } }]) {
    await expect(spend(db, { ...first, ...change })).rejects.toThrow(IdempotencyKeyReused);
  }
});

test('a refusal is not stored: the same key succeeds once there are credits', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const wanted = request(wallet);
  await expect(spend(db, wanted)).rejects.toMatchObject({ details: { needed: 1, available: 0, debt: 0 } });
  await give(db, wallet, { amount: 100 });
  expect((await spend(db, wanted)).replayed).toBe(false);
});

test('a spend that cannot be paid in full takes nothing', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 250 });
  await expect(spend(db, request(wallet, { quantity: 3 }))).rejects.toThrow(InsufficientCredits);
  expect((await balance(db, wallet)).available).toBe(250);
  expect((await listEntries(db, wallet)).data).toHaveLength(1);
});

test('a free use is recorded though it moves nothing', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const free = request(wallet, { service: await createService(db, 0), quantity: 4 });
  const { spend: spent } = await spend(db, free);
  expect(spent).toMatchObject({ amount: 0, quantity: 4, allocations: [] });
  expect((await spend(db, free)).spend).toEqual(spent);
  expect((await listEntries(db, wallet)).data).toEqual([]);
});

test('an unknown customer, an unknown service and a stopped account are told apart', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 100 });
  await expect(spend(db, request(randomUUID()))).rejects.toMatchObject({ code: 'unknown_customer' });
  await expect(spend(db, request(wallet, { service: 'none' }))).rejects.toMatchObject({
    code: 'unknown_service',
  });
  await db.query("UPDATE wallets SET spending_frozen_until = 'infinity' WHERE id = $1", [wallet]);
  await expect(spend(db, request(wallet))).rejects.toMatchObject({ code: 'spending_frozen' });
  await db.query("UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1", [wallet]);
  await expect(spend(db, request(wallet))).rejects.toMatchObject({ code: 'account_suspended' });
});
