import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  adjustCredits,
  balance,
  expireDue,
  lapseHolds,
  listHolds,
  previewAdjustment,
  previewReturn,
  reverseSpend,
  spend,
  takeForReturn,
  verifyLedger,
} from '../../../src/credits/index.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { stopClock } from '../../support/sql-clock.js';
import { capture, hold, lastEntries, parts, release } from './holding.js';

const START = '2026-03-31T20:00:00.000Z';
const EXPIRY = '2026-04-01T00:00:00.000Z';
const AFTER = '2026-04-01T03:00:00.000Z';
const HOUR_S = 3600;

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

const at = (moment: string) => stopClock(database, moment);
const placed = (wallet: string, quantity: number, hours: number) =>
  hold(database.db, wallet, { service, quantity, expires_in_s: hours * HOUR_S });
const spendCredits = (wallet_id: string, quantity: number) =>
  spend(database.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });

/** 10 subscription credits until EXPIRY, and 5 pay-as-you-go credits. */
async function customer(): Promise<string> {
  await at(START);
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount: 1_000, type: 'subscription', expires_at: new Date(EXPIRY) });
  await give(database.db, wallet, { amount: 500 });
  return wallet;
}

test('held credits outlive the expiry of their grant: they can be captured after it', async () => {
  const wallet = await customer();
  const { id } = await placed(wallet, 6, 10);
  await at(AFTER);
  expect(await parts(database.db, wallet)).toEqual([500, 600, 0, 0]);
  const { spend: spent } = await capture(database.db, id);
  expect(spent).toMatchObject({ amount: 600, allocations: [{ type: 'subscription', amount: 600 }] });
  expect(await parts(database.db, wallet)).toEqual([500, 0, 0, 0]);
});

test('what is released after its grant expired expires then', async () => {
  const wallet = await customer();
  const { id } = await placed(wallet, 12, 10);
  await at(AFTER);
  await release(database.db, id);
  expect(await lastEntries(database.db, wallet, 3)).toEqual([
    ['release', 200, -200, AFTER],
    ['release', 1_000, -1_000, AFTER],
    ['expiry', -1_000, 0, AFTER],
  ]);
  expect(await parts(database.db, wallet)).toEqual([500, 0, 0, 0]);
  expect(await parts(database.db, wallet, '2026-04-01T02:59:00Z')).toEqual([300, 1_200, 0, 0]);
});

test('the rest of a capture after the expiry expires, and the spend tells the balance that stands', async () => {
  const wallet = await customer();
  const { id } = await placed(wallet, 12, 10);
  await at(AFTER);
  const { spend: spent } = await capture(database.db, id, { amount: 300 });
  expect(spent.allocations).toMatchObject([{ type: 'subscription', amount: 300 }]);
  expect(spent.balance).toEqual({ available: 500, held: 0, frozen: 0, debt: 0 });
});

test('a captured run that is reversed after the expiry comes back as promotional credits', async () => {
  const wallet = await customer();
  const { id } = await placed(wallet, 6, 10);
  await at(AFTER);
  const { spend: spent } = await capture(database.db, id);
  const request = { spend_id: spent.id, requested_by: 'test', key_owner: 'company', key: randomUUID() };
  await database.db.transaction((tx) => reverseSpend(tx, request));
  expect((await balance(database.db, wallet)).by_type).toEqual({
    subscription: 0,
    promotional: 600,
    pay_as_you_go: 500,
  });
});

test('a hold can be captured until the last microsecond, and is lapsed at the instant', async () => {
  const wallet = await customer();
  const [first, second] = [await placed(wallet, 1, 1), await placed(wallet, 1, 1)];
  await at('2026-03-31T20:59:59.999999Z');
  expect((await capture(database.db, first.id)).hold.status).toBe('captured');
  await at('2026-03-31T21:00:00Z');
  for (const end of [capture, release]) {
    await expect(end(database.db, second.id)).rejects.toMatchObject({
      code: 'hold_not_open',
      details: { hold_status: 'lapsed' },
    });
  }
  expect(await listHolds(database.db, wallet, { only_open: true })).toEqual([]);
  expect((await listHolds(database.db, wallet))[0]).toMatchObject({
    status: 'lapsed',
    closed_at: '2026-03-31T21:00:00.000Z',
  });
});

test('spending frees lapsed holds first', async () => {
  const wallet = await customer();
  await placed(wallet, 15, 1);
  await expect(spendCredits(wallet, 1)).rejects.toMatchObject({ code: 'insufficient_credits' });
  await at('2026-03-31T22:00:00Z');
  const { spend: spent } = await spendCredits(wallet, 12);
  expect(spent.allocations).toMatchObject([
    { type: 'subscription', amount: 1_000 },
    { type: 'pay_as_you_go', amount: 200 },
  ]);
  expect(spent.balance).toEqual({ available: 300, held: 0, frozen: 0, debt: 0 });
});

test('a hold of a free run lapses like any other: the job writes it down once, and it cannot be captured late', async () => {
  await at(START);
  const wallet = await createCustomer(database.db);
  const free = { service: await createService(database.db, 0), quantity: 1, expires_in_s: HOUR_S };
  const late = await hold(database.db, wallet, free);
  await at(EXPIRY);
  await expect(capture(database.db, late.id)).rejects.toMatchObject({ code: 'hold_not_open' });
  await expect(release(database.db, late.id)).rejects.toMatchObject({ code: 'hold_not_open' });
  expect((await lapseHolds(database.db)).wallets).toBeGreaterThan(0);
  expect((await lapseHolds(database.db)).wallets).toBe(0);
  expect(await listHolds(database.db, wallet)).toMatchObject([{ status: 'lapsed' }]);
});

test('so does another hold', async () => {
  const wallet = await customer();
  await placed(wallet, 15, 1);
  await at('2026-03-31T22:00:00Z');
  expect((await placed(wallet, 15, 1)).amount).toBe(1_500);
});

test('the job writes down what has lapsed, as of that instant, once, however often and wherever it runs', async () => {
  const wallets = [await customer(), await customer()];
  for (const wallet of wallets) await placed(wallet, 3, 1);
  await at('2026-03-31T20:59:59.999999Z');
  await lapseHolds(database.db);
  expect(await parts(database.db, wallets[0] ?? '')).toEqual([1_200, 300, 0, 0]);
  await at('2026-03-31T23:00:00Z');
  await Promise.all([lapseHolds(database.db), lapseHolds(database.db)]);
  expect(await lapseHolds(database.db)).toEqual({ wallets: 0 });
  for (const wallet of wallets) {
    expect(await lastEntries(database.db, wallet, 2)).toEqual([
      ['hold', -300, 300, START],
      ['release', 300, -300, '2026-03-31T21:00:00.000Z'],
    ]);
  }
});

test('a hold that lapses before its grant expires gives back, and what came back expires with the grant', async () => {
  const wallet = await customer();
  await placed(wallet, 6, 1);
  await at(AFTER);
  await lapseHolds(database.db);
  expect(await lastEntries(database.db, wallet, 3)).toEqual([
    ['expiry', -400, 0, EXPIRY],
    ['release', 600, -600, '2026-03-31T21:00:00.000Z'],
    ['expiry', -600, 0, EXPIRY],
  ]);
  expect(await parts(database.db, wallet, '2026-03-31T20:30:00Z')).toEqual([900, 600, 0, 0]);
  expect(await parts(database.db, wallet, '2026-03-31T23:00:00Z')).toEqual([1_500, 0, 0, 0]);
  expect(await parts(database.db, wallet)).toEqual([500, 0, 0, 0]);
});

test('a hold that lapses after its grant expired expires at that instant', async () => {
  const wallet = await customer();
  await placed(wallet, 6, 6);
  await at('2026-04-05T00:00:00Z');
  await expireDue(database.db);
  expect(await lastEntries(database.db, wallet, 2)).toEqual([
    ['release', 600, -600, '2026-04-01T02:00:00.000Z'],
    ['expiry', -600, 0, '2026-04-01T02:00:00.000Z'],
  ]);
});

test('a hold that ends in the very microsecond of its grant ends with it, and verifies', async () => {
  const [spends, waits] = [await customer(), await customer()];
  for (const wallet of [spends, waits]) await placed(wallet, 12, 4);
  const late = await customer();
  await at(EXPIRY);
  await spendCredits(spends, 1);
  await lapseHolds(database.db);
  await expireDue(database.db);
  expect(await parts(database.db, spends)).toEqual([400, 0, 0, 0]);
  expect(await parts(database.db, waits)).toEqual([500, 0, 0, 0]);
  await placed(late, 5, 1);
  expect(await parts(database.db, late)).toEqual([0, 500, 0, 0]);
  expect((await verifyLedger(database.db)).lies).toEqual([]);
});

test.each([
  '2026-03-31T20:30:00Z',
  '2026-03-31T21:30:00Z',
  '2026-03-31T23:30:00Z',
  '2026-04-01T01:30:00Z',
  '2026-04-01T04:30:00Z',
])('at %s the balance is the same before and after the lapse is written down', async (moment) => {
  const wallet = await customer();
  for (const hours of [1, 3, 8]) await placed(wallet, 4, hours);
  await at(moment);
  const unwritten = await balance(database.db, wallet);
  expect(await balance(database.db, wallet, new Date(moment))).toEqual(unwritten);
  await lapseHolds(database.db);
  await expireDue(database.db);
  expect(await balance(database.db, wallet)).toEqual(unwritten);
  expect(await balance(database.db, wallet, new Date(moment))).toEqual(unwritten);
});

test('a preview knows of a lapse that nobody wrote down: what it foretells is what then happens', async () => {
  const { db } = database;
  const lapsed = async () => {
    await at(START);
    const wallet_id = await createCustomer(db);
    const pack = await createPaidPack(db, wallet_id, { received_minor: 1_000, granted: 1_000 });
    await placed(wallet_id, 6, 1);
    await at(EXPIRY);
    return { wallet_id, payment_id: pack.payment_id };
  };
  const down = { wallet_id: (await lapsed()).wallet_id, direction: 'down', amount: 700 } as const;
  const foretold = await previewAdjustment(db, down);
  const actor = await createOperatorActor(db, 'support');
  const { adjustment } = await db.transaction((tx) =>
    adjustCredits(tx, { ...down, actor, reason: 'Given twice', key: randomUUID(), notify: false }),
  );
  expect(adjustment).toEqual({ id: adjustment.id, ...foretold });

  const { wallet_id, payment_id } = await lapsed();
  const back = { payment_id, amount_minor: 800, policy: 'unused' } as const;
  const preview = await previewReturn(db, back);
  const refund_id = await createRefund(db, payment_id, back.amount_minor);
  const { taken } = await db.transaction((tx) => takeForReturn(tx, { wallet_id, refund_id, ...back }));
  const { available } = await balance(db, wallet_id);
  expect([preview.taken_now, preview.available_after]).toEqual([taken, available]);
  expect(taken).toBe(800);
});
