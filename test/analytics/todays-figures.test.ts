import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { todaysFigures } from '../../src/analytics/index.js';
import { spend } from '../../src/credits/index.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

const NOW = '2026-11-14T12:00:00Z';
const MIDNIGHT = '2026-11-14T00:00:00Z';
const JUST_BEFORE = '2026-11-13T23:59:59.999Z';
const LONG_AGO = '2026-11-01T00:00:00Z';

let database: TestDatabase;
let customer: string;
beforeEach(async () => {
  database = await createTestDatabase();
  await stopClock(database, NOW);
  customer = await createCustomer(database.db);
});
afterEach(() => database.close());

interface Paid {
  at: string;
  amount_minor: number;
  currency?: string;
  status?: 'succeeded' | 'failed';
}

async function pay({ at, amount_minor, currency = 'eur', status = 'succeeded' }: Paid): Promise<string> {
  const paid = status === 'succeeded';
  const { id } = await database.db.one<{ id: string }>(
    `INSERT INTO payments (user_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor, paid_at, created_at)
     VALUES ($1, $2, 'pack', $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      customer,
      `ch_${randomUUID()}`,
      status,
      currency,
      amount_minor,
      paid ? amount_minor : 0,
      paid ? at : null,
      at,
    ],
  );
  return id;
}

async function refund(
  payment: string,
  amount_minor: number,
  at: string,
  status = 'succeeded',
): Promise<void> {
  await database.db.query(
    `INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status, created_at, succeeded_at)
     SELECT id, $2, currency, $3, $4, $5, $5 FROM payments WHERE id = $1`,
    [payment, `re_${randomUUID()}`, amount_minor, status, at],
  );
}

async function lose(payment: string, amount_minor: number, at: string, status = 'lost'): Promise<void> {
  await database.db.query(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable, closed_at)
     SELECT id, $2, currency, $3, $4, 'fraudulent', false, $5 FROM payments WHERE id = $1`,
    [payment, `dp_${randomUUID()}`, amount_minor, status, at],
  );
}

test('a day without money has no revenue, and says when it was asked', async () => {
  const { as_of, today, yesterday, counts } = await todaysFigures(database.db);
  expect([as_of, today, yesterday]).toEqual([new Date(NOW), [], []]);
  expect(counts).toEqual({
    customers: 1,
    joined_today: 1,
    active_today: 0,
    payments_today: 0,
    failed_today: 0,
    open_discrepancies: 0,
    given_up: 0,
  });
});

test('net is gross less refunds and lost disputes, each on its own day', async () => {
  await pay({ at: NOW, amount_minor: 2000 });
  const earlier = await pay({ at: JUST_BEFORE, amount_minor: 3600 });
  const old = await pay({ at: LONG_AGO, amount_minor: 5000 });
  await refund(earlier, 800, MIDNIGHT);
  await refund(earlier, 100, JUST_BEFORE);
  await lose(old, 5000, NOW);
  const { today, yesterday } = await todaysFigures(database.db);
  expect(today).toEqual([
    { currency: 'eur', gross_minor: 2000, refunds_minor: 800, disputes_minor: 5000, net_minor: -3800 },
  ]);
  expect(yesterday).toEqual([
    { currency: 'eur', gross_minor: 3600, refunds_minor: 100, disputes_minor: 0, net_minor: 3500 },
  ]);
});

test('a failed payment is no revenue, a failed refund and a won dispute are no loss', async () => {
  await pay({ at: NOW, amount_minor: 900, status: 'failed' });
  const payment = await pay({ at: NOW, amount_minor: 2000 });
  await refund(payment, 500, NOW, 'failed');
  await lose(payment, 2000, NOW, 'won');
  const { today, counts } = await todaysFigures(database.db);
  expect(today).toEqual([
    { currency: 'eur', gross_minor: 2000, refunds_minor: 0, disputes_minor: 0, net_minor: 2000 },
  ]);
  expect(counts).toMatchObject({ payments_today: 1, failed_today: 1 });
});

test('currencies are never added up', async () => {
  await pay({ at: NOW, amount_minor: 2000 });
  await pay({ at: NOW, amount_minor: 9000, currency: 'jpy' });
  const { today } = await todaysFigures(database.db);
  expect(today.map(({ currency, net_minor }) => [currency, net_minor])).toEqual([
    ['jpy', 9000],
    ['eur', 2000],
  ]);
});

test('counts customers and what they did today, operators and closed accounts left out', async () => {
  const { db } = database;
  const closed = await createCustomer(db);
  await db.query(`UPDATE users SET status = 'closed', closed_at = $2, created_at = $3 WHERE id = $1`, [
    closed,
    NOW,
    LONG_AGO,
  ]);
  await db.query(`INSERT INTO users (email, role) VALUES ('operator@example.com', 'admin')`);
  await db.query(
    `INSERT INTO discrepancies (kind, stripe_id) VALUES ('amount_mismatch', 'ch_1'), ('amount_mismatch', 'ch_2')`,
  );
  await db.query(
    `INSERT INTO discrepancies (kind, stripe_id, status, closed_at) VALUES ('amount_mismatch', 'ch_3', 'fixed', $1)`,
    [NOW],
  );
  await give(db, customer, { amount: 1000 });
  const service = await createService(db, 100);
  for (const key of ['a', 'b']) {
    await spend(db, { wallet_id: customer, service, quantity: 1, key_owner: customer, key });
  }
  expect((await todaysFigures(db)).counts).toEqual({
    customers: 1,
    joined_today: 1,
    active_today: 1,
    payments_today: 0,
    failed_today: 0,
    open_discrepancies: 2,
    given_up: 0,
  });
});
