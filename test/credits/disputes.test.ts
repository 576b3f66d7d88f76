import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  freezeForDispute,
  loseDispute,
  previewReturn,
  type ReturnPolicy,
  releaseDispute,
  reverseSpend,
  spend,
  takeForReturn,
  undoReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import {
  createCustomer,
  createDispute,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
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

/** A customer who bought 500 credits for 20.00, and a dispute about it. */
async function disputed({
  amount_minor = 2_000,
  ...more
}: {
  amount_minor?: number;
  expires_at?: Date;
} = {}) {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const pack = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 50_000, ...more });
  const dispute_id = await createDispute(db, pack.payment_id, amount_minor);
  const money = { wallet_id, payment_id: pack.payment_id, dispute_id, amount_minor };
  return {
    ...pack,
    ...money,
    opens: () => db.transaction((tx) => freezeForDispute(tx, money)),
    loses: () => db.transaction((tx) => loseDispute(tx, money)),
    ends: () => db.transaction((tx) => releaseDispute(tx, money)),
    standing: async () => {
      const { available, frozen, debt } = await balance(db, wallet_id);
      return { available, frozen, debt };
    },
    refund: async (refunded_minor: number, policy: ReturnPolicy = 'unused') => {
      const refund_id = await createRefund(db, pack.payment_id, refunded_minor);
      const wish = { payment_id: pack.payment_id, amount_minor: refunded_minor, policy };
      const preview = await previewReturn(db, wish);
      const taken = await db.transaction((tx) => takeForReturn(tx, { ...wish, wallet_id, refund_id }));
      const { available } = await balance(db, wallet_id);
      expect({ taken: preview.taken_now, debt: preview.debt, available: preview.available_after }).toEqual({
        taken: taken.taken,
        debt: taken.debt,
        available,
      });
      return { ...taken, fails: () => db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id })) };
    },
    use: async (quantity: number) =>
      (await spend(db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() })).spend.id,
    runFails: (spend_id: string) =>
      db.transaction((tx) =>
        reverseSpend(tx, { spend_id, requested_by: 'test', key_owner: 'company', key: randomUUID() }),
      ),
    expireNow: () =>
      db.query('UPDATE grants SET expires_at = app.now() WHERE wallet_id = $1 AND id = $2', [
        wallet_id,
        pack.grant_id,
      ]),
  };
}

test('an open dispute freezes what is left of the purchase, once however often it is told', async () => {
  const customer = await disputed();
  await customer.use(100);
  await Promise.all(Array.from({ length: 10 }, customer.opens));
  expect(await customer.standing()).toEqual({ available: 0, frozen: 40_000, debt: 0 });
});

test('a dispute about a part freezes that part', async () => {
  const customer = await disputed({ amount_minor: 500 });
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 37_500, frozen: 12_500, debt: 0 });
});

test('frozen credits cannot be spent, others can', async () => {
  const customer = await disputed();
  await give(database.db, customer.wallet_id, { amount: 1_000 });
  await customer.opens();
  await expect(customer.use(11)).rejects.toMatchObject({ code: 'insufficient_credits' });
  await customer.use(10);
});

test('a won dispute frees what it froze', async () => {
  const customer = await disputed();
  await customer.opens();
  await Promise.all([customer.ends(), customer.ends()]);
  expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('what a won dispute froze of credits that have expired meanwhile is promotional for a week', async () => {
  const customer = await disputed({ expires_at: new Date(Date.now() + 86_400_000) });
  await customer.opens();
  await customer.expireNow();
  await customer.ends();
  const { by_type, frozen, next_expiry } = await balance(database.db, customer.wallet_id);
  expect([by_type.promotional, frozen]).toEqual([50_000, 0]);
  expect(next_expiry?.at.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
});

test('a lost dispute takes what it froze, then other credits, then leaves debt', async () => {
  const customer = await disputed();
  await customer.use(300);
  await give(database.db, customer.wallet_id, { amount: 5_000 });
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 5_000, frozen: 20_000, debt: 0 });
  await Promise.all([customer.loses(), customer.loses()]);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 25_000 });
});

test('a dispute first seen when it is lost takes the same', async () => {
  const customer = await disputed();
  await customer.use(300);
  await give(database.db, customer.wallet_id, { amount: 5_000 });
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 25_000 });
});

test('a dispute first seen when it is won takes nothing', async () => {
  const customer = await disputed();
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('won after lost gives all back: what was taken, what repaid the debt since, and the debt that is left', async () => {
  const customer = await disputed();
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
          const customer = await disputed();
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
  const customer = await disputed({ expires_at: new Date(Date.now() + 86_400_000) });
  await customer.opens();
  await customer.expireNow();
  for (const verb of ['ends', 'opens', 'ends', 'loses', 'ends'] as const) await customer[verb]();
  expect((await balance(database.db, customer.wallet_id)).by_type.promotional).toBe(50_000);
});

test('a dispute after a refund is about what was not refunded', async () => {
  const customer = await disputed();
  await customer.refund(800);
  await customer.opens();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 30_000, debt: 0 });
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a dispute lost after everything was refunded takes nothing more', async () => {
  const customer = await disputed();
  await customer.refund(2_000);
  await give(database.db, customer.wallet_id, { amount: 1_000 });
  await customer.opens();
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 1_000, frozen: 0, debt: 0 });
});

test('when the refund before it fails, a dispute is about all of it after all', async () => {
  const customer = await disputed();
  const refund = await customer.refund(2_000);
  await customer.opens();
  await refund.fails();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
});

test('a refund takes what an open dispute has frozen, and the dispute is about the rest', async () => {
  const customer = await disputed();
  await customer.opens();
  expect((await customer.refund(800)).taken).toBe(20_000);
  expect(await customer.standing()).toEqual({ available: 0, frozen: 30_000, debt: 0 });
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 30_000, frozen: 0, debt: 0 });
});

test('a warning closed because all was refunded gives nothing back', async () => {
  const customer = await disputed();
  await customer.opens();
  await customer.refund(2_000);
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a refund with policy keep during a dispute leaves its credits to the customer', async () => {
  const customer = await disputed();
  await customer.opens();
  await customer.refund(800, 'keep');
  expect(await customer.standing()).toEqual({ available: 20_000, frozen: 30_000, debt: 0 });
});

test('a refund after a lost dispute takes nothing, until the dispute is won after all', async () => {
  const customer = await disputed();
  await customer.loses();
  expect((await customer.refund(2_000)).taken).toBe(0);
  await customer.ends();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('what a won dispute gives back goes to a refund that waited behind it before it repays debt', async () => {
  const { db } = database;
  const customer = await disputed();
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
    const customer = await disputed();
    const refund = await customer.refund(2_000, 'keep');
    await customer[verb]();
    expect(await customer.standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
    await refund.fails();
    expect(await customer.standing()).toEqual(after);
  },
);

test('a dispute lost after a partial refund takes no more than the payment gave', async () => {
  const customer = await disputed({ amount_minor: 1_500 });
  await customer.use(500);
  await customer.refund(800, 'full');
  await customer.opens();
  await customer.loses();
  expect(await customer.standing()).toEqual({ available: 0, frozen: 0, debt: 50_000 });
});

test('credits of a failed run are frozen by an open dispute, and taken by a lost one', async () => {
  const customer = await disputed();
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
  const customer = await disputed({ amount_minor: 1_500 });
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
