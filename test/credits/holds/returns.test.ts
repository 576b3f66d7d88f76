import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  balance,
  type CreditType,
  freezeForDispute,
  lapseHolds,
  type ReturnPolicy,
  spend,
  takeForReturn,
  verifyLedger,
} from '../../../src/credits/index.js';
import {
  createCustomer,
  createDispute,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { stopClock } from '../../support/sql-clock.js';
import { capture, hold, lastEntries, parts, release } from './holding.js';

const START = '2026-06-01T00:00:00.000Z';
const LAPSED = '2026-06-01T02:00:00.000Z';
const DAY = 86_400_000;

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 1);
});
beforeEach(() => stopClock(database, START));
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await database.close();
});

const place = (wallet: string, quantity: number) =>
  hold(database.db, wallet, { service, quantity, expires_in_s: 3600 });

async function refund(
  wallet_id: string,
  payment_id: string,
  { amount_minor, policy }: { amount_minor: number; policy: ReturnPolicy },
): Promise<void> {
  const refund_id = await createRefund(database.db, payment_id, amount_minor);
  await database.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy }),
  );
}

/** 1,000 credits for 10.00, all of them held, all of the money refunded. */
async function heldAndRefunded(policy: ReturnPolicy): Promise<{ wallet: string; hold_id: string }> {
  const wallet = await createCustomer(database.db);
  const { payment_id } = await createPaidPack(database.db, wallet, { received_minor: 1_000, granted: 1_000 });
  const { id: hold_id } = await place(wallet, 1_000);
  await refund(wallet, payment_id, { amount_minor: 1_000, policy });
  expect(await parts(database.db, wallet)).toEqual([0, 1_000, 0, 0]);
  return { wallet, hold_id };
}

test('a refund waits for what is held, and takes it when it is released', async () => {
  const { wallet, hold_id } = await heldAndRefunded('unused');
  await release(database.db, hold_id);
  expect(await parts(database.db, wallet)).toEqual([0, 0, 0, 0]);
  expect(await lastEntries(database.db, wallet, 2)).toEqual([
    ['release', 1_000, -1_000, START],
    ['return', -1_000, 0, START],
  ]);
});

test('a refund takes the rest of a capture', async () => {
  const { wallet, hold_id } = await heldAndRefunded('unused');
  const { spend: spent } = await capture(database.db, hold_id, { amount: 300 });
  expect(spent.balance).toEqual({ available: 0, held: 0, frozen: 0, debt: 0 });
  expect(await parts(database.db, wallet)).toEqual([0, 0, 0, 0]);
});

test('with policy full, what is captured in the end is owed', async () => {
  const { wallet, hold_id } = await heldAndRefunded('full');
  await capture(database.db, hold_id, { amount: 300 });
  expect(await parts(database.db, wallet)).toEqual([0, 0, 0, 300]);
});

test('the balance of a lapsed hold shows what a refund and a debt will take of it, before it is written down', async () => {
  const { wallet } = await heldAndRefunded('unused');
  await stopClock(database, LAPSED);
  expect(await parts(database.db, wallet)).toEqual([0, 0, 0, 0]);
  expect(await parts(database.db, wallet, LAPSED)).toEqual([0, 0, 0, 0]);
});

test('an open dispute freezes what a hold lets go of, and the balance says so before it is written down', async () => {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 1_000, granted: 1_000 });
  await place(wallet_id, 800);
  const dispute_id = await createDispute(db, payment_id, 900);
  await db.transaction((tx) =>
    freezeForDispute(tx, { wallet_id, payment_id, dispute_id, amount_minor: 900 }),
  );
  expect(await parts(db, wallet_id)).toEqual([0, 800, 200, 0]);
  await stopClock(database, LAPSED);
  expect(await parts(db, wallet_id)).toEqual([100, 0, 900, 0]);
  await lapseHolds(db);
  expect(await parts(db, wallet_id)).toEqual([100, 0, 900, 0]);
});

test('credits that a hold lets go of repay debt first', async () => {
  const wallet = await createCustomer(database.db);
  const pack = { received_minor: 1_000, granted: 1_000 };
  const { payment_id } = await createPaidPack(database.db, wallet, pack);
  await spend(database.db, { wallet_id: wallet, service, quantity: 1_000, key_owner: 'company', key: 'a' });
  await give(database.db, wallet, { amount: 500 });
  const { id } = await place(wallet, 500);
  await refund(wallet, payment_id, { amount_minor: 200, policy: 'full' });
  expect(await parts(database.db, wallet)).toEqual([0, 500, 0, 200]);
  await release(database.db, id);
  expect(await parts(database.db, wallet)).toEqual([300, 0, 0, 0]);
});

const life = fc.record({
  granted: fc.integer({ min: 1, max: 2_000 }),
  received_minor: fc.integer({ min: 1, max: 999 }),
  returned: fc.array(
    fc.record({
      share: fc.integer({ min: 1, max: 100 }),
      policy: fc.constantFrom<ReturnPolicy>('unused', 'full', 'keep'),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  others: fc.array(
    fc.record({
      amount: fc.integer({ min: 1, max: 1_000 }),
      type: fc.constantFrom<CreditType>('subscription', 'promotional', 'pay_as_you_go'),
    }),
    { maxLength: 3 },
  ),
  captured: fc.integer({ min: 0, max: 100 }),
});

test('holding everything before a refund gains nothing: it ends as if what is used had been spent before', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.constantFrom('released', 'lapsed'), async (plan, end) => {
      await stopClock(database, START);
      const [holder, spender] = [await begin(plan), await begin(plan)];
      const everything = (await balance(database.db, holder.wallet)).available;
      const used = Math.floor((everything * plan.captured) / 100);
      const { id } = await place(holder.wallet, everything);
      if (used > 0)
        await spend(database.db, {
          wallet_id: spender.wallet,
          service,
          quantity: used,
          key_owner: 'company',
          key: randomUUID(),
        });
      for (const { wallet, payment_id } of [holder, spender])
        for (const { share, policy } of plan.returned) {
          const amount_minor = Math.ceil((plan.received_minor * share) / 300);
          await refund(wallet, payment_id, { amount_minor, policy });
        }
      if (used > 0) await capture(database.db, id, { amount: used });
      else if (end === 'released') await release(database.db, id);
      else await stopClock(database, LAPSED);
      const foreseen = await balance(database.db, holder.wallet);
      await lapseHolds(database.db);
      expect(await balance(database.db, holder.wallet)).toEqual(foreseen);
      expect(await parts(database.db, holder.wallet)).toEqual(await parts(database.db, spender.wallet));
    }),
    { numRuns: 60, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});

async function begin({
  granted,
  received_minor,
  others,
}: {
  granted: number;
  received_minor: number;
  others: { amount: number; type: CreditType }[];
}): Promise<{ wallet: string; payment_id: string }> {
  const wallet = await createCustomer(database.db);
  const { payment_id } = await createPaidPack(database.db, wallet, { received_minor, granted });
  const expires_at = new Date(Date.parse(START) + DAY);
  for (const other of others) await give(database.db, wallet, { ...other, expires_at });
  return { wallet, payment_id };
}
