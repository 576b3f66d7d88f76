import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Actor } from '../../src/accounts/index.js';
import {
  adjustCredits,
  balance,
  freezeForDispute,
  loseDispute,
  placeHold,
  releaseDispute,
  releaseHold,
  reverseSpend,
  spend,
  takeForReturn,
  undoAdjustment,
  undoReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import {
  createCustomer,
  createDispute,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let service: string;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
  actor = await createOperatorActor(database.db, 'admin');
});
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await database.close();
});

const key = () => ({ key_owner: 'company' as const, key: randomUUID() });
const pack = { received_minor: 1_000, granted: 10_000 };

const use = async (wallet_id: string, quantity: number) =>
  (await spend(database.db, { wallet_id, service, quantity, ...key() })).spend.id;

async function refund(wallet_id: string, payment_id: string, amount_minor: number): Promise<string> {
  const refund_id = await createRefund(database.db, payment_id, amount_minor);
  await database.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy: 'full' }),
  );
  return refund_id;
}

/**
 * A customer for whom 30 credits are on their way in by `inflow`, and who then comes to owe 100: he has spent a pack
 * of as many, and its money is refunded. Then they come in.
 */
async function owing(inflow: (wallet_id: string) => Promise<() => Promise<unknown>>) {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const comesIn = await inflow(wallet_id);
  const { payment_id } = await createPaidPack(db, wallet_id, pack);
  const { available } = await balance(db, wallet_id);
  await use(wallet_id, available / 100);
  await refund(wallet_id, payment_id, 1_000);
  expect((await balance(db, wallet_id)).debt).toBe(10_000);
  await comesIn();
  const { available: left, held, frozen, debt } = await balance(db, wallet_id);
  return { available: left, held, frozen, debt };
}

const inflows: Record<string, (wallet_id: string) => Promise<() => Promise<unknown>>> = {
  'a purchase': async (wallet_id) => () =>
    createPaidPack(database.db, wallet_id, { received_minor: 300, granted: 3_000 }),
  'an adjustment': async (wallet_id) => () =>
    database.db.transaction((tx) =>
      adjustCredits(tx, {
        actor,
        wallet_id,
        direction: 'up',
        amount: 3_000,
        reason: 'Goodwill',
        key: randomUUID(),
      }),
    ),
  'an adjustment undone': async (wallet_id) => {
    await give(database.db, wallet_id, { amount: 3_000 });
    const { adjustment } = await database.db.transaction((tx) =>
      adjustCredits(tx, {
        actor,
        wallet_id,
        direction: 'down',
        amount: 3_000,
        reason: 'Mistake',
        key: randomUUID(),
      }),
    );
    const undo = { actor, wallet_id, adjustment_id: adjustment.id, reason: 'Mistake' };
    return () => database.db.transaction((tx) => undoAdjustment(tx, undo));
  },
  'a reversal': async (wallet_id) => {
    await give(database.db, wallet_id, { amount: 3_000 });
    const spend_id = await use(wallet_id, 30);
    return () =>
      database.db.transaction((tx) => reverseSpend(tx, { spend_id, requested_by: 'test', ...key() }));
  },
  'a hold released': async (wallet_id) => {
    await give(database.db, wallet_id, { amount: 3_000 });
    const { hold } = await database.db.transaction((tx) =>
      placeHold(tx, { wallet_id, service, quantity: 30, made_by: 'test', ...key() }),
    );
    const request = { hold_id: hold.id, by: { id: 'test' }, ...key() };
    return () => database.db.transaction((tx) => releaseHold(tx, request));
  },
  'a refund that failed': async (wallet_id) => {
    const { payment_id } = await createPaidPack(database.db, wallet_id, {
      received_minor: 300,
      granted: 3_000,
    });
    const refund_id = await refund(wallet_id, payment_id, 300);
    return () => database.db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id }));
  },
  'a dispute won': async (wallet_id) => {
    const money = await disputed(wallet_id);
    return () => database.db.transaction((tx) => releaseDispute(tx, money));
  },
  'a dispute won after it was lost': async (wallet_id) => {
    const money = await disputed(wallet_id);
    await database.db.transaction((tx) => loseDispute(tx, money));
    return () => database.db.transaction((tx) => releaseDispute(tx, money));
  },
};

async function disputed(wallet_id: string) {
  const { db } = database;
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 300, granted: 3_000 });
  const dispute_id = await createDispute(db, payment_id, 300);
  const money = { wallet_id, payment_id, dispute_id, amount_minor: 300 };
  await db.transaction((tx) => freezeForDispute(tx, money));
  return money;
}

test.each(Object.keys(inflows))('debt is repaid first by %s', async (name) => {
  const inflow = inflows[name];
  if (!inflow) throw new Error(`no inflow ${name}`);
  expect(await owing(inflow)).toEqual({ available: 0, held: 0, frozen: 0, debt: 7_000 });
});
