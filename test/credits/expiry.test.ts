import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  expireDue,
  listEntries,
  previewReturn,
  reverseSpend,
  spend,
  takeForReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import { createCustomer, createPaidPack, createRefund, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

const START = '2026-03-01T00:00:00Z';
const BEFORE = '2026-03-31T23:59:59.999999Z';
const EXPIRY = '2026-04-01T00:00:00.000Z';

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

/** 1,000 subscription credits until EXPIRY and 500 pay-as-you-go credits. */
async function customerWithPlan(): Promise<string> {
  await stopClock(database, START);
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount: 100_000, type: 'subscription', expires_at: new Date(EXPIRY) });
  await give(database.db, wallet, { amount: 50_000 });
  return wallet;
}

const spendCredits = (wallet_id: string, quantity: number) =>
  spend(database.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });
const available = async (wallet: string, at?: string) =>
  (await balance(database.db, wallet, at ? new Date(at) : undefined)).available;

test('credits are there until the last microsecond before their expiry, and gone at the instant', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, BEFORE);
  expect(await available(wallet)).toBe(150_000);
  await stopClock(database, EXPIRY);
  expect(await balance(database.db, wallet)).toEqual({
    available: 50_000,
    held: 0,
    frozen: 0,
    debt: 0,
    by_type: { subscription: 0, promotional: 0, pay_as_you_go: 50_000 },
    next_expiry: null,
  });
});

test('a spend at the instant of expiry cannot use what expired, one a microsecond earlier can', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, BEFORE);
  expect((await spendCredits(wallet, 600)).spend.allocations[0]?.type).toBe('subscription');
  await stopClock(database, EXPIRY);
  await expect(spendCredits(wallet, 501)).rejects.toMatchObject({ details: { needed: 501, available: 500 } });
  expect((await spendCredits(wallet, 500)).spend.balance.available).toBe(0);
});

test('what was spent before the expiry never eats into other credits', async () => {
  const wallet = await customerWithPlan();
  await spendCredits(wallet, 600);
  await stopClock(database, EXPIRY);
  expect(await available(wallet)).toBe(50_000);
});

test('the first write after an expiry writes it down first, with the instant it happened', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, '2026-04-20T00:00:00Z');
  await spendCredits(wallet, 1);
  const { data } = await listEntries(database.db, wallet, { limit: 2 });
  expect(
    data.map(({ kind, amount, available_after, effective_at }) => [
      kind,
      amount,
      available_after,
      effective_at,
    ]),
  ).toEqual([
    ['spend', -100, 49_900, new Date('2026-04-20T00:00:00Z')],
    ['expiry', -100_000, 50_000, new Date(EXPIRY)],
  ]);
});

test('a refused spend writes the expiry down too', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, EXPIRY);
  await expect(spendCredits(wallet, 1_000)).rejects.toThrow('needs');
  expect((await listEntries(database.db, wallet)).data[0]?.kind).toBe('expiry');
});

test('the job writes down what is due, once, however often and wherever it runs', async () => {
  const wallets = [await customerWithPlan(), await customerWithPlan(), await customerWithPlan()];
  await stopClock(database, BEFORE);
  await expireDue(database.db);
  expect((await listEntries(database.db, wallets[0] ?? '')).data).toHaveLength(2);
  await stopClock(database, EXPIRY);
  await Promise.all([expireDue(database.db), expireDue(database.db)]);
  await expireDue(database.db);
  for (const wallet of wallets) {
    expect((await listEntries(database.db, wallet)).data.map(({ kind }) => kind)).toEqual([
      'expiry',
      'grant',
      'grant',
    ]);
  }
});

test('the balance of an earlier time knows nothing of later spends, and counts an unwritten expiry from its instant', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, '2026-03-15T00:00:00Z');
  await spendCredits(wallet, 600);
  await stopClock(database, '2026-05-01T00:00:00Z');
  expect(await available(wallet, '2026-02-28T00:00:00Z')).toBe(0);
  expect(await available(wallet, '2026-03-10T00:00:00Z')).toBe(150_000);
  expect(await available(wallet, '2026-03-20T00:00:00Z')).toBe(90_000);
  expect(await available(wallet, EXPIRY)).toBe(50_000);
  await expireDue(database.db);
  expect(await available(wallet, '2026-03-20T00:00:00Z')).toBe(90_000);
  expect(await available(wallet, EXPIRY)).toBe(50_000);
});

test('credits that come back to an expired grant are promotional for seven days', async () => {
  const wallet = await customerWithPlan();
  const { spend: spent } = await spendCredits(wallet, 1_200);
  await stopClock(database, '2026-04-02T00:00:00Z');
  const request = { spend_id: spent.id, requested_by: 'test', key_owner: 'company', key: randomUUID() };
  const { reversal } = await database.db.transaction((tx) => reverseSpend(tx, request));
  expect(reversal.balance.available).toBe(150_000);
  const { by_type, next_expiry } = await balance(database.db, wallet);
  expect(by_type).toEqual({ subscription: 0, promotional: 100_000, pay_as_you_go: 50_000 });
  expect(next_expiry).toEqual({ at: new Date('2026-04-09T00:00:00Z'), amount: 100_000 });
});

test('a grant that comes after its own expiry is written, and gone at once', async () => {
  const wallet = await customerWithPlan();
  await stopClock(database, '2026-06-01T00:00:00Z');
  await give(database.db, wallet, {
    amount: 700,
    type: 'promotional',
    expires_at: new Date('2026-05-01T00:00:00Z'),
  });
  expect(await available(wallet)).toBe(50_000);
  expect((await listEntries(database.db, wallet, { limit: 2 })).data.map(({ amount }) => amount)).toEqual([
    -700, 700,
  ]);
});

test.each(['written down already', 'not written down yet'])(
  'what expired counts as taken by a refund, %s',
  async (how) => {
    const { db } = database;
    await stopClock(database, START);
    const wallet_id = await createCustomer(db);
    const pack = { received_minor: 2_000, granted: 50_000, expires_at: new Date(EXPIRY) };
    const { payment_id } = await createPaidPack(db, wallet_id, pack);
    await spendCredits(wallet_id, 300);
    await stopClock(database, EXPIRY);
    if (how === 'written down already') await expireDue(db);
    const refund = { payment_id, amount_minor: 2_000, policy: 'unused' as const };
    const preview = await previewReturn(db, refund);
    expect(preview).toMatchObject({ bought: 50_000, spent: 30_000, expired: 20_000, taken_now: 0 });
    const refund_id = await createRefund(db, payment_id, 2_000);
    const outcome = await db.transaction((tx) => takeForReturn(tx, { wallet_id, refund_id, ...refund }));
    expect(outcome).toMatchObject({ target: 50_000, taken: 0, expired: 20_000, debt: 0 });
    expect((await listEntries(db, wallet_id)).data[0]?.kind).toBe('expiry');
  },
);
