import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recountMetrics, rollUp, type TodaysFigures, todaysFigures } from '../../src/analytics/index.js';
import { spend } from '../../src/credits/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type MovingClock, takeClock } from '../support/moving-clock.js';

const DAY = 86_400_000_000;
/** A minute before midnight, so that days begin and end within a history. */
const START = Date.parse('2026-11-13T23:59:00Z') * 1000;

let database: TestDatabase;
let owner: Db;
let db: Db;
let clock: MovingClock;
let service: string;
let free: string;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  owner = openDb(database.ownerUrl, { max: 1 });
  clock = await takeClock(database, { start: START, ticks: true });
  service = await createService(db, 100);
  free = await createService(db, 0);
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

/** The same figures from the rows, one by one. */
async function counted(): Promise<Omit<TodaysFigures, 'as_of'>> {
  const { today, yesterday } = await db.one<{ today: string; yesterday: string }>(
    `SELECT app.day_of(app.now())::text AS today, (app.day_of(app.now()) - 1)::text AS yesterday`,
  );
  const revenue = (day: string) =>
    db.query<TodaysFigures['today'][number]>(
      `SELECT currency, sum(gross) AS gross_minor, sum(refund) AS refunds_minor, sum(dispute) AS disputes_minor,
              sum(gross - refund - dispute) AS net_minor
       FROM (SELECT currency, received_minor AS gross, 0 AS refund, 0 AS dispute, paid_at AS at
             FROM payments WHERE status = 'succeeded'
             UNION ALL SELECT currency, 0, amount_minor, 0, succeeded_at FROM refunds WHERE status = 'succeeded'
             UNION ALL SELECT currency, 0, 0, amount_minor, closed_at FROM disputes WHERE status = 'lost') moved
       WHERE (at AT TIME ZONE 'UTC')::date = $1
       GROUP BY currency HAVING (sum(gross), sum(refund), sum(dispute)) <> (0, 0, 0)
       ORDER BY gross_minor DESC, currency`,
      [day],
    );
  const counts = await db.one<TodaysFigures['counts']>(
    `SELECT (SELECT count(*) FROM users WHERE role = 'customer' AND status = 'active') AS customers,
            (SELECT count(*) FROM users WHERE role = 'customer' AND (created_at AT TIME ZONE 'UTC')::date = $1) AS joined_today,
            (SELECT count(DISTINCT wallet_id) FROM spends WHERE (created_at AT TIME ZONE 'UTC')::date = $1) AS active_today,
            (SELECT count(*) FROM payments WHERE status = 'succeeded' AND (paid_at AT TIME ZONE 'UTC')::date = $1) AS payments_today,
            (SELECT count(*) FROM payments WHERE status = 'failed' AND (created_at AT TIME ZONE 'UTC')::date = $1) AS failed_today,
            0 AS open_discrepancies, 0 AS given_up`,
    [today],
  );
  return { today: await revenue(today), yesterday: await revenue(yesterday), counts };
}

/** A moment up to three days back, at a day's border as likely as not: rows come late. */
const moment = fc.record({
  days: fc.nat(3),
  off: fc.constantFrom(-1, 0, 1, 43_200_000_000),
});
type Moment = { days: number; off: number };

async function at({ days, off }: Moment): Promise<string> {
  const now = await clock.now();
  const midnight = now - (now % DAY);
  const moment = Math.min(now, midnight - days * DAY + off);
  const { text } = await db.one<{ text: string }>(
    `SELECT (timestamptz 'epoch' + $1::bigint * interval '1 microsecond')::text AS text`,
    [moment],
  );
  return text;
}

/** Any of a table's rows, by a number of the test's choosing. */
const ANY = (table: string, where = 'true') =>
  `(SELECT id FROM ${table} WHERE ${where} ORDER BY id OFFSET $1 % greatest((SELECT count(*) FROM ${table} WHERE ${where}), 1) LIMIT 1)`;
const SOMEONE = ANY('users', `role = 'customer' AND EXISTS (SELECT FROM wallets w WHERE w.id = users.id)`);

type Step = { what: string; which: number; when: Moment; how: number };

/** What may happen to the rows that the figures are made of. */
const STEPS: Record<string, (step: Step) => Promise<unknown>> = {
  joins: async () => give(db, await createCustomer(db), { amount: 1_000_000 }),
  leaves: async ({ which, when }) =>
    db.query(`UPDATE users SET status = 'closed', closed_at = $2 WHERE id = ${SOMEONE}`, [
      which,
      await at(when),
    ]),
  returns: ({ which }) =>
    db.query(`UPDATE users SET status = 'active', closed_at = NULL WHERE id = ${SOMEONE}`, [which]),
  promoted: ({ which, how }) =>
    db.query(`UPDATE users SET role = $2 WHERE id = ${ANY('users')}`, [
      which,
      how === 0 ? 'support' : 'customer',
    ]),
  forgotten: ({ which }) =>
    owner.query(
      `DELETE FROM users WHERE id = ${ANY('users', 'NOT EXISTS (SELECT FROM wallets w WHERE w.id = users.id)')}`,
      [which],
    ),
  invited: () => db.query('INSERT INTO users (email) VALUES ($1)', [`${randomUUID()}@example.com`]),
  pays: async ({ which, when, how }) =>
    db.query(
      `INSERT INTO payments (user_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor, paid_at, created_at)
       SELECT ${SOMEONE}, $2, 'pack', s, $5, 500, CASE s WHEN 'succeeded' THEN $4 + 0 ELSE 0 END,
              CASE s WHEN 'succeeded' THEN $3::timestamptz END, $3
       FROM (SELECT (ARRAY['succeeded', 'failed', 'pending'])[1 + $4 % 3] AS s) status WHERE ${SOMEONE} IS NOT NULL`,
      [which, `ch_${randomUUID()}`, await at(when), how, how % 2 === 0 ? 'eur' : 'jpy'],
    ),
  settles: async ({ which, when }) =>
    db.query(
      `UPDATE payments SET status = 'succeeded', received_minor = 400, paid_at = $2 WHERE id = ${ANY('payments')}`,
      [which, await at(when)],
    ),
  refunded: async ({ which, when, how }) =>
    db.query(
      `INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status, succeeded_at)
       SELECT id, $2, currency, 1 + $4, CASE $4 % 2 WHEN 0 THEN 'succeeded' ELSE 'pending' END,
              CASE $4 % 2 WHEN 0 THEN $3::timestamptz END
       FROM payments WHERE id = ${ANY('payments')}`,
      [which, `re_${randomUUID()}`, await at(when), how],
    ),
  'refund ends': async ({ which, when, how }) =>
    db.query(
      `UPDATE refunds SET status = (ARRAY['succeeded', 'failed'])[1 + $3 % 2], succeeded_at = $2 WHERE id = ${ANY('refunds')}`,
      [which, await at(when), how],
    ),
  disputed: async ({ which, when, how }) =>
    db.query(
      `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable, closed_at)
       SELECT id, $2, currency, 1 + $4, (ARRAY['lost', 'won', 'needs_response'])[1 + $4 % 3], 'fraudulent', false,
              CASE $4 % 3 WHEN 2 THEN NULL ELSE $3::timestamptz END
       FROM payments WHERE id = ${ANY('payments')}`,
      [which, `dp_${randomUUID()}`, await at(when), how],
    ),
  appealed: ({ which, how }) =>
    db.query(
      `UPDATE disputes SET status = (ARRAY['lost', 'won'])[1 + $2 % 2], closed_at = coalesce(closed_at, app.now())
       WHERE id = ${ANY('disputes')}`,
      [which, how],
    ),
  spends: async ({ which, how }) => {
    const row = await db.maybeOne<{ id: string | null }>(`SELECT ${SOMEONE} AS id`, [which]);
    if (!row?.id) return;
    const spent = { wallet_id: row.id, quantity: 1, key_owner: 'test', key: randomUUID() };
    await spend(db, { ...spent, service: how === 0 ? free : service });
  },
  'time goes by': async ({ when, how }) =>
    clock.moveTo((await clock.now()) + (how + 1) * 20_000_000 + when.days * DAY),
  'rolled up': () => rollUp(db),
};

const step = fc.record({
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...Object.keys(STEPS)) },
    { weight: 2, arbitrary: fc.constantFrom('spends', 'rolled up', 'time goes by') },
  ),
  which: fc.nat(50),
  when: moment,
  how: fc.nat(4),
});

test('after any history the figures are those of the rows, and counting them anew mends nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      for (const each of steps) await STEPS[each.what]?.(each);
      const { as_of, ...figures } = await todaysFigures(db);
      expect(figures).toEqual(await counted());
      expect(await recountMetrics(db)).toEqual([]);
      const { as_of: later, ...again } = await todaysFigures(db);
      expect(again).toEqual(figures);
      expect(later.getTime()).toBeGreaterThanOrEqual(as_of.getTime());
    }),
    { numRuns: 25 },
  );
});

test('a spend that commits after later ones were counted is counted once, then and for good', async () => {
  await rollUp(db);
  const before = (await todaysFigures(db)).counts.active_today;
  const [slow, quick] = [await createCustomer(db), await createCustomer(db)];
  for (const wallet_id of [slow, quick]) await give(db, wallet_id, { amount: 1000 });
  const by = (wallet_id: string) => ({
    wallet_id,
    service,
    quantity: 1,
    key_owner: 'test',
    key: randomUUID(),
  });
  const active = async () => (await todaysFigures(db)).counts.active_today - before;
  await db.transaction(async (tx) => {
    await spend(tx, by(slow));
    const { id } = (await spend(db, by(quick))).spend;
    // A mark between the two, as a worker would have set it a little later.
    await db.query('UPDATE metric_marks SET next_below = $1, next_xid = pg_current_xact_id()::text::bigint', [
      id,
    ]);
    for (let minute = 0; minute < 3; minute += 1) await rollUp(db);
    expect(await active()).toBe(1);
  });
  expect(await active()).toBe(2);
  for (let minute = 0; minute < 3; minute += 1) await rollUp(db);
  expect(await active()).toBe(2);
  expect(await recountMetrics(db)).toEqual([]);
});

test('figures that were kept wrong are named and mended', async () => {
  await rollUp(db);
  await owner.query(`UPDATE daily_metrics SET value = value + 5 WHERE metric = 'customers_joined'`);
  const wrong = await recountMetrics(db);
  expect(wrong.length).toBeGreaterThan(0);
  for (const { metric, kept, counted } of wrong)
    expect([metric, kept]).toEqual(['customers_joined', counted + 5]);
  expect(await recountMetrics(db)).toEqual([]);
});
