import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { takeForReturn, verifyLedger } from '../../src/credits/index.js';
import { createPaidPack, createRefund, createService, give } from '../support/credits.js';
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

test('a dispute after a refund is about what was not refunded', async () => {
  const customer = await dispute();
  await customer.refund(800);
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 30_000, debt: 0 });
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a dispute lost after everything was refunded takes nothing more', async () => {
  const customer = await dispute();
  await customer.refund(2_000);
  await give(database.db, customer.wallet_id, { amount: 1_000 });
  await customer.opens();
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 1_000, frozen: 0, debt: 0 });
});

test('when the refund before it fails, a dispute is about all of it after all', async () => {
  const customer = await dispute();
  const refund = await customer.refund(2_000);
  await customer.opens();
  await refund.fails();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
});

test('a refund takes what an open dispute has frozen, and the dispute is about the rest', async () => {
  const customer = await dispute();
  await customer.opens();
  expect((await customer.refund(800)).taken).toBe(20_000);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 30_000, debt: 0 });
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 30_000, frozen: 0, debt: 0 });
});

test('a warning closed because all was refunded gives nothing back', async () => {
  const customer = await dispute();
  await customer.opens();
  await customer.refund(2_000);
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a refund with policy keep during a dispute leaves its credits to the customer', async () => {
  const customer = await dispute();
  await customer.opens();
  await customer.refund(800, 'keep');
  expect(await customer.standing()).toEqual({ available: 20_000, frozen: 30_000, debt: 0 });
});

test('a refund after a lost dispute takes nothing, until the dispute is won after all', async () => {
  const customer = await dispute();
  await customer.loses();
  expect((await customer.refund(2_000)).taken).toBe(0);
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('what a won dispute gives back goes to a refund that waited behind it before it repays debt', async () => {
  const { db } = database;
  const customer = await dispute();
  await customer.loses();
  await customer.refund(2_000);
  const other = await createPaidPack(db, customer.wallet_id, { received_minor: 100, granted: 1_000 });
  await customer.use(10);
  const refund_id = await createRefund(db, other.payment_id, 100);
  const money = { payment_id: other.payment_id, refund_id, amount_minor: 100, policy: 'full' as const };
  await db.transaction((tx) => takeForReturn(tx, { wallet_id: customer.wallet_id, ...money }));
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 1_000 });
});

test.each([
  ['opens', { available: 0, frozen: 50_000, debt: 0 }],
  ['loses', { available: 0, frozen: 0, debt: 0 }],
] as const)(
  'a dispute that %s reaches what a refund had left to its customer, once that refund fails',
  async (verb, after) => {
    const customer = await dispute();
    const refund = await customer.refund(2_000, 'keep');
    await customer[verb]();
    expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
    await refund.fails();
    expect(await customer.standing()).toEqual(after);
  },
);

test('a dispute lost after a partial refund takes no more than the payment gave', async () => {
  const customer = await dispute({ amount_minor: 1_500 });
  await customer.use(500);
  await customer.refund(800, 'full');
  await customer.opens();
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 50_000 });
});
