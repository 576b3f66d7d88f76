import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  captureHold,
  daysPeriod,
  explain,
  freezeForDispute,
  namedPeriod,
  openStatement,
  type Period,
  placeHold,
  spend,
  statementCsv,
  statementLines,
  statementPage,
  sumStatement,
  takeForReturn,
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

let database: TestDatabase;
let service: string;
beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100, 'oracle');
});
afterAll(() => database.close());

const at = (moment: string) => stopClock(database, moment);
const use = (wallet_id: string, quantity: number) =>
  spend(database.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });
const open = (wallet_id: string, period: Period = { from: null, to: null }) =>
  openStatement(database.db, { wallet_id, period });
const summed = async (wallet_id: string, period?: Period) =>
  sumStatement(database.db, await open(wallet_id, period));

test('periods are those of UTC, and days the wrong way round are put right', () => {
  const now = new Date('2026-03-31T23:30:00Z');
  const days = ({ from, to }: Period) => [from?.toISOString().slice(0, 10), to?.toISOString().slice(0, 10)];
  expect(days(namedPeriod('this-month', now))).toEqual(['2026-03-01', undefined]);
  expect(days(namedPeriod('last-month', now))).toEqual(['2026-02-01', '2026-03-01']);
  expect(days(namedPeriod('last-90-days', now))).toEqual(['2026-01-01', undefined]);
  expect(days(namedPeriod('all', now))).toEqual([undefined, undefined]);
  expect(days(daysPeriod('2026-02-03', '2026-01-02'))).toEqual(['2026-01-02', '2026-02-04']);
  expect(days(namedPeriod('last-month', new Date('2026-01-15T00:00:00Z')))).toEqual([
    '2025-12-01',
    '2026-01-01',
  ]);
});

describe('a statement', () => {
  test('of a month begins with what was there, and an expiry belongs to the month in which it fell', async () => {
    const { db } = database;
    await at('2026-01-20T00:00:00Z');
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, {
      amount: 1_000,
      type: 'subscription',
      expires_at: new Date('2026-01-31T23:00:00Z'),
    });
    await give(db, wallet_id, { amount: 500 });
    await use(wallet_id, 4);
    await at('2026-02-14T00:00:00Z');
    await use(wallet_id, 2);
    const january = await summed(wallet_id, daysPeriod('2026-01-01', '2026-01-31'));
    expect(january).toMatchObject({ opening: 0, closing: 500 });
    expect(january.totals).toEqual([
      { label: 'Given by support', amount: 1_500 },
      { label: 'Used', amount: -400 },
      { label: 'Expired', amount: -600 },
    ]);
    const february = await summed(wallet_id, namedPeriod('this-month', new Date('2026-02-14T00:00:00Z')));
    expect(february).toMatchObject({ opening: 500, closing: 300, totals: [{ label: 'Used', amount: -200 }] });
    const then = await explain(db, { wallet_id, at: new Date('2026-01-31T23:59:59Z') });
    expect(then.available).toBe(january.closing);
  });

  test('writes down what has expired before it is read', async () => {
    await at('2026-03-01T00:00:00Z');
    const wallet_id = await createCustomer(database.db);
    await give(database.db, wallet_id, {
      amount: 100,
      type: 'promotional',
      expires_at: new Date('2026-03-02T00:00:00Z'),
    });
    await at('2026-03-03T00:00:00Z');
    expect(await open(wallet_id)).toMatchObject({ closing: 0, last_no: 2 });
  });

  test('tells a spend that several grants paid in one line, and which credits paid', async () => {
    const { db } = database;
    await at('2026-04-01T00:00:00Z');
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, {
      amount: 300,
      type: 'subscription',
      expires_at: new Date('2026-05-01T00:00:00Z'),
    });
    await give(db, wallet_id, { amount: 300 });
    await use(wallet_id, 5);
    for (const limit of [1, 20]) {
      const [line] = (await statementPage(db, await open(wallet_id), { limit })).data;
      expect(line).toMatchObject({
        label: 'oracle × 5',
        amount: -500,
        available_after: 100,
        first_no: 3,
        last_no: 4,
      });
      expect(line?.parts.map(({ type, amount }) => [type, amount])).toEqual([
        ['subscription', -300],
        ['pay_as_you_go', -200],
      ]);
    }
  });

  test('does not call a dispute closed because a refund took what it had frozen', async () => {
    const { db } = database;
    await at('2026-05-01T00:00:00Z');
    const wallet_id = await createCustomer(db);
    const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 50_000 });
    const dispute_id = await createDispute(db, payment_id, 2_000);
    await db.transaction((tx) =>
      freezeForDispute(tx, { wallet_id, payment_id, dispute_id, amount_minor: 2_000 }),
    );
    const refund_id = await createRefund(db, payment_id, 500);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 500, policy: 'full' }),
    );
    const { data } = await statementPage(db, await open(wallet_id));
    expect(data.map(({ label }) => label)).toEqual([
      'Taken back with a refund',
      'No longer frozen',
      'Frozen while a payment is disputed',
      'Credits bought',
    ]);
  });

  test('counts a captured hold as used, not as set aside for ever', async () => {
    const { db } = database;
    await at('2026-06-01T00:00:00Z');
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, { amount: 1_000 });
    const key = () => ({ key_owner: 'company', key: randomUUID() });
    const { hold } = await db.transaction((tx) =>
      placeHold(tx, { wallet_id, service, quantity: 4, made_by: 'x', ...key() }),
    );
    expect((await summed(wallet_id)).totals).toContainEqual({
      label: 'Set aside for running services',
      amount: -400,
    });
    await db.transaction((tx) =>
      captureHold(tx, { hold_id: hold.id, amount: 300, by: { id: 'x' }, ...key() }),
    );
    expect(await summed(wallet_id)).toMatchObject({
      closing: 700,
      totals: [
        { label: 'Given by support', amount: 1_000 },
        { label: 'Used', amount: -300 },
      ],
    });
  });

  test('as CSV has all rows of the period, and text that is no formula', async () => {
    const { db } = database;
    await at('2026-07-01T00:00:00Z');
    const wallet_id = await createCustomer(db);
    const evil = await createService(db, 100, 'evil');
    await db.query(`UPDATE services SET name = '=HYPERLINK("x"), y' WHERE slug = $1`, [evil]);
    for (let i = 0; i < 30; i += 1) await give(db, wallet_id, { amount: 150 });
    await spend(db, { wallet_id, service: evil, quantity: 1, key_owner: 'company', key: 'k' });
    const lines = statementLines(db, await open(wallet_id), { order: 'oldest', chunk: 7 });
    const rows: string[] = [];
    for await (const row of statementCsv(lines, { reader: 'customer' })) rows.push(row);
    expect(rows).toHaveLength(32);
    expect(rows[1]).toMatch(
      /^1,2026-07-01T00:00:00\.000Z,Credits given by support,1\.5,1\.5,pay-as-you-go 1\.5,0,0,0,grant,/,
    );
    expect(rows.at(-1)).toContain(`,"'=HYPERLINK(""x""), y",-1,44,pay-as-you-go -1,`);
    expect(rows.every((row) => row.endsWith('\r\n'))).toBe(true);
  });
});
