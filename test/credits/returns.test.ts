import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  grantCredits,
  previewReturn,
  type ReturnPolicy,
  reverseSpend,
  spend,
  takeForReturn,
  undoReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import { createCustomer, createPaidPack, createRefund, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

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

/** A customer who bought 500 credits for 20.00. */
async function buyer(more: { expires_at?: Date } = {}) {
  const wallet_id = await createCustomer(database.db);
  const { payment_id, grant_id } = await createPaidPack(database.db, wallet_id, {
    received_minor: 2_000,
    granted: 50_000,
    ...more,
  });
  return { wallet_id, payment_id, grant_id };
}

const spendCredits = (wallet_id: string, quantity: number) =>
  spend(database.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });

async function giveBack(spend_id: string): Promise<void> {
  const request = { spend_id, requested_by: 'test', key_owner: 'company', key: randomUUID() };
  await database.db.transaction((tx) => reverseSpend(tx, request));
}

/** Refunds, after checking that the preview foretells it. */
async function refund(
  { wallet_id, payment_id }: { wallet_id: string; payment_id: string },
  amount_minor: number,
  policy: ReturnPolicy = 'unused',
) {
  const { db } = database;
  const preview = await previewReturn(db, { payment_id, amount_minor, policy });
  const refund_id = await createRefund(db, payment_id, amount_minor);
  const outcome = await db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy }),
  );
  const { available, debt } = await balance(db, wallet_id);
  expect({ taken: preview.taken_now, debt: preview.debt, available: preview.available_after }).toEqual({
    taken: outcome.taken,
    debt: outcome.debt,
    available,
  });
  return { refund_id, preview, ...outcome, available_now: available, debt_now: debt };
}

const expireNow = ({ wallet_id, grant_id }: { wallet_id: string; grant_id: string }) =>
  database.db.query('UPDATE grants SET expires_at = app.now() WHERE wallet_id = $1 AND id = $2', [
    wallet_id,
    grant_id,
  ]);
const undo = (wallet_id: string, refund_id: string) =>
  database.db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id, reason: 'The refund failed' }));
const standing = async (wallet_id: string) => {
  const { available, debt } = await balance(database.db, wallet_id);
  return { available, debt };
};

test('refunding 40 % takes 40 % of the credits bought', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 100);
  const { preview, available_now } = await refund(customer, 800);
  expect(preview).toEqual({
    bought: 50_000,
    spent: 10_000,
    expired: 0,
    taken_before: 0,
    taken_now: 20_000,
    debt: 0,
    available_before: 40_000,
    available_after: 20_000,
  });
  expect(available_now).toBe(20_000);
});

test('three thirds take all that was bought, to the hundredth', async () => {
  const customer = await buyer();
  const taken = [];
  for (const amount_minor of [667, 667, 666]) taken.push((await refund(customer, amount_minor)).taken);
  expect(taken).toEqual([16_675, 16_675, 16_650]);
});

test('a refund is taken once however often it is told', async () => {
  const { wallet_id, payment_id } = await buyer();
  const refund_id = await createRefund(database.db, payment_id, 1_000);
  const money = { wallet_id, payment_id, refund_id, amount_minor: 1_000, policy: 'unused' as const };
  await Promise.all(
    Array.from({ length: 20 }, () => database.db.transaction((tx) => takeForReturn(tx, money))),
  );
  expect(await standing(wallet_id)).toEqual({ available: 25_000, debt: 0 });
});

test('policy unused stops at what is left of the purchase, though there are other credits', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 450);
  await give(database.db, customer.wallet_id, { amount: 30_000 });
  const { taken, debt_now, available_now } = await refund(customer, 2_000, 'unused');
  expect({ taken, debt_now, available_now }).toEqual({ taken: 5_000, debt_now: 0, available_now: 30_000 });
});

test('policy full goes on to other credits, then to debt', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 450);
  await give(database.db, customer.wallet_id, { amount: 30_000 });
  const { taken, debt_now, available_now } = await refund(customer, 2_000, 'full');
  expect({ taken, debt_now, available_now }).toEqual({ taken: 35_000, debt_now: 15_000, available_now: 0 });
});

test('policy keep takes nothing, but a later refund does not take its part again', async () => {
  const customer = await buyer();
  expect((await refund(customer, 1_000, 'keep')).taken).toBe(0);
  expect((await refund(customer, 1_000, 'unused')).taken).toBe(25_000);
  expect(await standing(customer.wallet_id)).toEqual({ available: 25_000, debt: 0 });
});

test('debt is repaid by the next credits first, oldest debt first, and only the rest is available', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 500);
  await refund(customer, 1_000, 'full');
  await refund(customer, 1_000, 'full');
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 50_000 });
  await give(database.db, customer.wallet_id, { amount: 30_000 });
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 20_000 });
  const owed = await database.db.query(
    'SELECT outstanding FROM debts WHERE wallet_id = $1 ORDER BY created_at',
    [customer.wallet_id],
  );
  expect(owed).toEqual([{ outstanding: 0 }, { outstanding: 20_000 }]);
  await give(database.db, customer.wallet_id, { amount: 30_000 });
  expect(await standing(customer.wallet_id)).toEqual({ available: 10_000, debt: 0 });
});

test('a spend while in debt is refused, and says the debt', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 500);
  await refund(customer, 400, 'full');
  await expect(spendCredits(customer.wallet_id, 1)).rejects.toMatchObject({
    details: { needed: 1, available: 0, debt: 100 },
  });
});

test('credits of a failed run first settle what a refund of their purchase still lacks', async () => {
  const customer = await buyer();
  const { spend: spent } = await spendCredits(customer.wallet_id, 450);
  expect((await refund(customer, 800, 'unused')).taken).toBe(5_000);
  await giveBack(spent.id);
  expect(await standing(customer.wallet_id)).toEqual({ available: 30_000, debt: 0 });
});

test('credits of a failed run repay debt before they are available', async () => {
  const customer = await buyer();
  const { spend: spent } = await spendCredits(customer.wallet_id, 500);
  await refund(customer, 2_000, 'full');
  await giveBack(spent.id);
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 0 });
});

test('a refund that failed gives back exactly what it took, once', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 100);
  const { refund_id } = await refund(customer, 1_500, 'unused');
  await Promise.all([undo(customer.wallet_id, refund_id), undo(customer.wallet_id, refund_id)]);
  expect(await standing(customer.wallet_id)).toEqual({ available: 40_000, debt: 0 });
  expect((await refund(customer, 2_000)).taken).toBe(40_000);
});

test('a failed refund’s debt is no longer owed, and what has repaid it since comes back', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 500);
  const { refund_id } = await refund(customer, 2_000, 'full');
  await give(database.db, customer.wallet_id, { amount: 20_000 });
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 30_000 });
  await undo(customer.wallet_id, refund_id);
  expect(await standing(customer.wallet_id)).toEqual({ available: 20_000, debt: 0 });
});

test('what a failed refund gives back settles another refund of the same purchase first', async () => {
  const customer = await buyer();
  await spendCredits(customer.wallet_id, 300);
  const first = await refund(customer, 800, 'unused');
  const second = await refund(customer, 800, 'unused');
  expect([first.taken, second.taken]).toEqual([20_000, 0]);
  await undo(customer.wallet_id, first.refund_id);
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 0 });
});

test('what a failed refund gives back to a grant expired meanwhile is promotional for a week', async () => {
  const customer = await buyer({ expires_at: new Date(Date.now() + 86_400_000) });
  const { refund_id } = await refund(customer, 2_000);
  await expireNow(customer);
  await undo(customer.wallet_id, refund_id);
  expect((await balance(database.db, customer.wallet_id)).by_type.promotional).toBe(50_000);
  expect((await refund(customer, 2_000)).taken).toBe(50_000);
});

test('a refund after expiry takes nothing more, and counts what expired', async () => {
  const customer = await buyer({ expires_at: new Date(Date.now() + 86_400_000) });
  await spendCredits(customer.wallet_id, 200);
  await give(database.db, customer.wallet_id, { amount: 1_000 });
  await expireNow(customer);
  const { preview, expired, taken, debt } = await refund(customer, 2_000, 'unused');
  expect(preview).toMatchObject({ bought: 50_000, spent: 20_000, expired: 30_000, taken_now: 0 });
  expect({ expired, taken, debt }).toEqual({ expired: 30_000, taken: 0, debt: 0 });
  expect(await standing(customer.wallet_id)).toEqual({ available: 1_000, debt: 0 });
});

test('with policy full, a refund after expiry goes on for what was spent, not for what expired', async () => {
  const customer = await buyer({ expires_at: new Date(Date.now() + 86_400_000) });
  await spendCredits(customer.wallet_id, 200);
  await expireNow(customer);
  expect(await refund(customer, 2_000, 'full')).toMatchObject({ expired: 30_000, taken: 0, debt: 20_000 });
});

test('a reversal after expiry first gives a refund what it lacks; the rest is promotional for a week', async () => {
  const customer = await buyer({ expires_at: new Date(Date.now() + 86_400_000) });
  const { spend: spent } = await spendCredits(customer.wallet_id, 450);
  await refund(customer, 800, 'unused');
  await expireNow(customer);
  await giveBack(spent.id);
  expect((await balance(database.db, customer.wallet_id)).by_type).toEqual({
    subscription: 0,
    promotional: 30_000,
    pay_as_you_go: 0,
  });
});

test('credits that are registered after their money went back are taken at once', async () => {
  const { db } = database;
  const customer = await buyer();
  await refund(customer, 800, 'unused');
  await refund(customer, 1_200, 'full');
  await db.transaction((tx) =>
    grantCredits(tx, {
      wallet_id: customer.wallet_id,
      payment_id: customer.payment_id,
      type: 'pay_as_you_go',
      amount: 1_001,
      source: 'payment',
      source_id: randomUUID(),
    }),
  );
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 0 });
  const [first, second] = await db.query<{ target: number; taken: number }>(
    'SELECT target, taken FROM returns WHERE payment_id = $1 ORDER BY created_at',
    [customer.payment_id],
  );
  expect([first, second]).toEqual([
    { target: 20_401, taken: 20_401 },
    { target: 30_600, taken: 30_600 },
  ]);
});

test('credits that are registered late belong to their payment’s refund before they repay another’s debt', async () => {
  const { db } = database;
  const customer = await buyer();
  const other = await createPaidPack(db, customer.wallet_id, { received_minor: 100, granted: 1_000 });
  await refund(customer, 1_000, 'unused');
  await spendCredits(customer.wallet_id, 260);
  await refund({ ...customer, payment_id: other.payment_id }, 100, 'full');
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 1_000 });
  await db.transaction((tx) =>
    grantCredits(tx, {
      wallet_id: customer.wallet_id,
      payment_id: customer.payment_id,
      type: 'pay_as_you_go',
      amount: 1_000,
      source: 'payment',
      source_id: randomUUID(),
    }),
  );
  expect(await standing(customer.wallet_id)).toEqual({ available: 0, debt: 500 });
});

test('the payment of another customer is not found', async () => {
  const { payment_id } = await buyer();
  const stranger = await createCustomer(database.db);
  const refund_id = await createRefund(database.db, payment_id, 100);
  const money = { wallet_id: stranger, payment_id, refund_id, amount_minor: 100, policy: 'unused' as const };
  await expect(database.db.transaction((tx) => takeForReturn(tx, money))).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    previewReturn(database.db, { payment_id: randomUUID(), amount_minor: 1, policy: 'full' }),
  ).rejects.toMatchObject({ code: 'not_found' });
});
