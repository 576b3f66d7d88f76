import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { seedCrowd } from '../../sandbox/crowd.js';
import { recountMetrics, rollUp, todaysFigures } from '../../src/analytics/index.js';
import { balance, spend, verifyLedger } from '../../src/credits/index.js';
import { type Seeded, seedBothSides } from './history/seeded.js';
import { NOW } from './history/year.js';

jest.setTimeout(60_000);

const YEAR = 60;
const CROWD = 400;

let year: Seeded;
let before: object[];
let seeded: { customers: number; entries: number };
const heard: string[] = [];

beforeAll(async () => {
  year = await seedBothSides({ customers: YEAR });
  before = await shape();
  seeded = await seedCrowd({
    ownerUrl: year.quickscale.ownerUrl,
    seed: 1,
    now: NOW,
    customers: CROWD,
    onProgress: ({ what }) => heard.push(what),
  });
});
afterAll(() => year?.close());

/** Every index, key, check, foreign key and trigger. */
function shape(): Promise<object[]> {
  return year.ours(
    `SELECT 'index' AS what, indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS is, indisvalid AS valid
     FROM pg_index WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
     UNION ALL
     SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid), convalidated
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
     UNION ALL
     SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid), tgenabled <> 'D'
     FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
  );
}

test('every balance of a crowd is proved by its entries', async () => {
  const { lies, wallets } = await verifyLedger(year.quickscale.db);
  expect(lies).toEqual([]);
  expect(wallets).toBe(YEAR + CROWD);
  expect(seeded.customers).toBe(CROWD);
  expect(seeded.entries / CROWD).toBeGreaterThan(8);
  expect(heard).toEqual(['writing', 'numbering receipts', 'building indexes', 'counting', 'vacuuming']);
});

test('the figures of the days know the crowd, its spends included', async () => {
  const { db } = year.quickscale;
  for (let minute = 0; minute < 2; minute += 1) await rollUp(db);
  expect(await recountMetrics(db)).toEqual([]);
  const [rows] = await year.ours<{ customers: string; active: string }>(
    `SELECT (SELECT count(*) FROM users WHERE role = 'customer' AND status = 'active') AS customers,
            (SELECT count(*) FROM (SELECT DISTINCT wallet_id, app.day_of(created_at) FROM spends
                                  WHERE id < (SELECT below FROM metric_marks)) d) AS active`,
  );
  const { active } = await db.one<{ active: number }>(
    `SELECT coalesce(sum(value), 0) AS active FROM live_metrics WHERE metric = 'customers_active'`,
  );
  expect(active).toBe(Number(rows?.active));
  expect((await todaysFigures(db)).counts.customers).toBe(Number(rows?.customers));
});

test('everything that a ledger knows happens in a crowd', async () => {
  const kinds = await year.ours<{ kind: string }>(
    `SELECT DISTINCT kind FROM entries e JOIN users u ON u.id = e.wallet_id WHERE u.email ~ '\\.\\d+@' ORDER BY kind`,
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      'capture',
      'debt',
      'expiry',
      'grant',
      'hold',
      'release',
      'return',
      'reversal',
      'spend',
    ]),
  );
});

test('the tables keep every index, key, check and trigger they had', async () => {
  expect(await shape()).toEqual(before);
});

test('receipts are numbered without a gap in the order of registration, after those of the year before them', async () => {
  const numbers = await year.ours<{
    year: string;
    numbers: number;
    last: number;
    counter: number;
    in_order: boolean;
  }>(
    `SELECT p.year, count(*) AS numbers, max(no) AS last, max(c.last_no) AS counter,
            bool_and(crowd AND registered_at >= before) FILTER (WHERE crowd AND before_crowd) AS in_order
     FROM (SELECT split_part(receipt_number, '-', 2) AS year, split_part(receipt_number, '-', 3)::int AS no, registered_at,
                  u.email ~ '\\.\\d+@' AS crowd, lag(registered_at) OVER line AS before, lag(u.email ~ '\\.\\d+@') OVER line AS before_crowd
           FROM payments p JOIN users u ON u.id = p.user_id WHERE receipt_number IS NOT NULL
           WINDOW line AS (PARTITION BY split_part(receipt_number, '-', 2) ORDER BY receipt_number)) p
     JOIN receipt_counters c ON c.year = p.year::int GROUP BY p.year ORDER BY p.year`,
  );
  expect(numbers.length).toBe(2);
  for (const { numbers: count, last, counter, in_order } of numbers) {
    expect([last, counter, in_order]).toEqual([count, count, true]);
  }
  expect(
    await year.ours(
      `SELECT FROM payments WHERE (status = 'succeeded') <> (receipt_number IS NOT NULL) OR registered_at > '${NOW.toISOString()}'`,
    ),
  ).toEqual([]);
});

test('receipts beyond the millionth keep all of their digits', async () => {
  const busy = await seedBothSides({ customers: YEAR });
  await busy.ours('UPDATE receipt_counters SET last_no = 999995');
  await seedCrowd({ ownerUrl: busy.quickscale.ownerUrl, seed: 1, now: NOW, customers: 60 });
  const years = await busy.ours<{ last_no: number; last: number; longest: number }>(
    `SELECT c.last_no, max(split_part(receipt_number, '-', 3)::int) AS last, max(length(receipt_number)) AS longest
     FROM receipt_counters c JOIN payments p ON p.receipt_number LIKE 'R-' || c.year || '-%' GROUP BY c.year`,
  );
  expect(years.some(({ longest }) => longest === 'R-2026-1000000'.length)).toBe(true);
  for (const { last_no, last } of years) expect(last).toBe(last_no);
  await busy.close();
});

test('the same seed makes the same crowd', async () => {
  const again = await seedBothSides({ customers: YEAR });
  await seedCrowd({ ownerUrl: again.quickscale.ownerUrl, seed: 1, now: NOW, customers: CROWD });
  const digest = async (of: Seeded) => {
    const rows = await of.ours<object>(
      `SELECT (SELECT jsonb_agg(to_jsonb(e) ORDER BY wallet_id, no) FROM entries e) AS entries,
              (SELECT jsonb_agg(to_jsonb(p) ORDER BY id) FROM payments p) AS payments`,
    );
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  };
  expect(await digest(again)).toBe(await digest(year));
  await again.close();
});

test('a crowd lives on: its customers can be charged', async () => {
  const { db } = year.quickscale;
  const [rich] = await year.ours<{ wallet_id: string }>(
    `SELECT wallet_id FROM grants g JOIN users u ON u.id = g.wallet_id
     WHERE u.email ~ '\\.\\d+@' AND g.type = 'pay_as_you_go' AND g.remaining >= 1000 LIMIT 1`,
  );
  const { wallet_id } = rich!;
  const { available } = await balance(db, wallet_id);
  const { spend: spent } = await spend(db, {
    wallet_id,
    service: 'text-sentiment',
    quantity: 3,
    key_owner: 'company',
    key: 'after the crowd',
  });
  expect(spent.balance.available).toBe(available - 300);
  expect((await verifyLedger(db)).lies).toEqual([]);
});
