import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAYA } from '../../sandbox/history.js';
import { verifyAuditChain } from '../../src/accounts/index.js';
import { balance, listEntries, verifyLedger } from '../../src/credits/index.js';
import { faultsOf } from '../support/stripe-schema.js';
import { type Seeded, seedBothSides } from './history/seeded.js';
import { NOW } from './history/year.js';

let year: Seeded;
let ours: Seeded['ours'];
let theirs: Seeded['theirs'];

beforeAll(async () => {
  year = await seedBothSides({ customers: 300 });
  ({ ours, theirs } = year);
});

afterAll(() => year?.close());

describe('the two sides agree', () => {
  test('every balance is proved by its entries', async () => {
    expect(await verifyLedger(year.quickscale.db)).toMatchObject({ wallets: 300, lies: [] });
  });

  test('proving it reads each table a few times, however many returns there are', async () => {
    const { payments, read } = await year.quickscale.db.transaction(async (tx) => {
      const { payments } = await tx.one<{ payments: number }>(
        'SELECT count(*)::int AS payments FROM payments',
      );
      await verifyLedger(tx);
      const { read } = await tx.one<{ read: number }>(
        "SELECT (seq_tup_read + idx_tup_fetch)::int AS read FROM pg_stat_xact_user_tables WHERE relname = 'payments'",
      );
      return { payments, read };
    });
    expect(read).toBeGreaterThan(payments);
    expect(read).toBeLessThan(50 * payments);
  });

  test('every charge is registered with its amount, but for exactly the named ones', async () => {
    const charges = await theirs<object>(
      `SELECT id, (doc ->> 'amount')::int AS amount_minor, doc ->> 'status' AS status FROM objects WHERE type = 'charge' ORDER BY id COLLATE "C"`,
    );
    const payments = await ours<object>(
      'SELECT stripe_charge_id AS id, amount_minor, status FROM payments ORDER BY stripe_charge_id COLLATE "C"',
    );
    const registered = charges.filter(
      (charge) => !year.summary.not_registered.includes((charge as { id: string }).id),
    );
    expect(year.summary.not_registered.length).toBeGreaterThan(1);
    expect(charges.length - registered.length).toBe(year.summary.not_registered.length);
    expect(payments).toEqual(registered);
  });

  test('refunds and disputes are the same on both sides', async () => {
    const columns = `id, (doc ->> 'amount')::int AS amount_minor, doc ->> 'status' AS status, doc ->> 'charge' AS charge`;
    for (const [table, type] of [
      ['refunds', 'refund'],
      ['disputes', 'dispute'],
    ]) {
      const rows = await ours(
        `SELECT t.stripe_id AS id, t.amount_minor, t.status, p.stripe_charge_id AS charge
         FROM ${table} t JOIN payments p ON p.id = t.payment_id ORDER BY t.stripe_id COLLATE "C"`,
      );
      expect(rows).toEqual(
        await theirs(`SELECT ${columns} FROM objects WHERE type = '${type}' ORDER BY id COLLATE "C"`),
      );
    }
  });

  test('what charges say was refunded is what the refunds sum to', async () => {
    const [sums] = await theirs<{ charges: string; refunds: string }>(
      `SELECT sum((doc ->> 'amount_refunded')::int) FILTER (WHERE type = 'charge') AS charges,
              sum((doc ->> 'amount')::int) FILTER (WHERE type = 'refund') AS refunds FROM objects`,
    );
    expect(sums?.charges).toBe(sums?.refunds);
    expect(Number(sums?.refunds)).toBeGreaterThan(0);
  });

  test('every mirrored object is as Stripe has it, but for the sessions whose end was missed', async () => {
    const objects = await theirs<{ id: string; doc: object; hidden: { items?: object[] } }>(
      'SELECT id, doc, hidden FROM objects',
    );
    const byId = new Map(objects.map((object) => [object.id, object]));
    const mirror = await ours<{ id: string; type: string; data: Record<string, unknown> }>(
      'SELECT id, type, data FROM stripe_objects',
    );
    const differing = mirror.filter(({ id, data: { line_items, ...data } }) => {
      const object = byId.get(id);
      if (line_items) expect(line_items).toMatchObject({ object: 'list', data: object?.hidden.items });
      return JSON.stringify(sorted(data)) !== JSON.stringify(sorted(object?.doc));
    });
    expect(differing.map(({ type }) => type)).toEqual(
      year.summary.not_registered.map(() => 'checkout.session'),
    );
    expect(mirror.length).toBeGreaterThan(3000);
  });

  test('subscriptions and invoices are as Stripe has them', async () => {
    const subscriptions = `(doc ->> 'cancel_at_period_end')::boolean AS cancel_at_period_end, doc ->> 'status' AS status,
      to_timestamp((doc #>> '{items,data,0,current_period_end}')::bigint) AS current_period_end`;
    expect(
      await ours(
        'SELECT cancel_at_period_end, status, current_period_end FROM subscriptions ORDER BY stripe_id COLLATE "C"',
      ),
    ).toEqual(
      await theirs(
        `SELECT ${subscriptions} FROM objects WHERE type = 'subscription' ORDER BY id COLLATE "C"`,
      ),
    );
    const invoices = `doc ->> 'number' AS number, doc ->> 'status' AS status, (doc ->> 'amount_paid')::int AS amount_paid_minor`;
    expect(
      await ours('SELECT number, status, amount_paid_minor FROM invoices ORDER BY stripe_id COLLATE "C"'),
    ).toEqual(await theirs(`SELECT ${invoices} FROM objects WHERE type = 'invoice' ORDER BY id COLLATE "C"`));
  });

  test('every Stripe object is one that Stripe could answer', async () => {
    const objects = await theirs<{ id: string; doc: object }>('SELECT id, doc FROM objects ORDER BY seq');
    const faulty = objects.flatMap(({ id, doc }) => faultsOf(doc).map((fault) => `${id}: ${fault}`));
    expect(faulty.slice(0, 5)).toEqual([]);
  });
});

describe('QuickScale’s own rules hold', () => {
  test('a paid period gives its credits once, until two hours after its end', async () => {
    const [counts] = await ours<{ paid: number; granted: number; late: number }>(
      `SELECT (SELECT count(*) FROM payments WHERE kind = 'subscription' AND status = 'succeeded') AS paid,
              count(*) AS granted, count(*) FILTER (WHERE g.expires_at <= p.paid_at + interval '27 days') AS late
       FROM grants g JOIN payments p ON p.id = g.payment_id WHERE g.source = 'invoice_line' AND g.amount = p.credit_amount`,
    );
    expect(counts?.granted).toBe(counts?.paid);
    expect(counts?.granted).toBeGreaterThan(200);
  });

  test('receipts are numbered without a gap in each year, in the order of registration', async () => {
    const receipts = await ours<{ receipt_number: string; year: number }>(
      `SELECT receipt_number, extract(year FROM receipt_issued_at AT TIME ZONE 'UTC')::int AS year
       FROM payments WHERE status = 'succeeded' ORDER BY registered_at, id`,
    );
    const counters = new Map<number, number>();
    for (const { receipt_number, year } of receipts) {
      const number = (counters.get(year) ?? 0) + 1;
      counters.set(year, number);
      expect(receipt_number).toBe(`R-${year}-${String(number).padStart(6, '0')}`);
    }
    expect(await ours('SELECT year, last_no FROM receipt_counters ORDER BY year')).toEqual(
      [...counters].map(([year, last_no]) => ({ year, last_no })),
    );
  });

  test('nothing happens in the future, and the services have cost what they cost since the beginning', async () => {
    for (const table of [
      'users',
      'payments',
      'entries',
      'spends',
      'grants',
      'audit_entries',
      'mails',
      'refunds',
      'stripe_events',
    ]) {
      const column = table === 'audit_entries' ? 'at' : 'created_at';
      expect(await ours(`SELECT ${column} FROM ${table} WHERE ${column} > $1`, [NOW])).toEqual([]);
    }
    expect(
      await ours(
        'SELECT FROM service_costs c JOIN services s ON s.id = c.service_id AND s.created_at = c.valid_from',
      ),
    ).toHaveLength(3);
  });

  test('the audit log is sealed as a whole', async () => {
    const verdict = await verifyAuditChain(year.quickscale.db);
    expect(verdict).toMatchObject({ unsealed: 0, fault: null });
    expect(verdict.sealed).toBeGreaterThan(15);
  });
});

describe('the year looks like one', () => {
  test('every kind of customer is there', async () => {
    const count = async (sql: string) =>
      (await ours<{ count: number }>(`SELECT count(*) FROM ${sql}`))[0]?.count ?? 0;
    const kinds = [
      `subscriptions WHERE status = 'active' AND NOT cancel_at_period_end`,
      `subscriptions WHERE status = 'active' AND cancel_at_period_end`,
      `subscriptions WHERE status = 'past_due'`,
      `subscriptions WHERE status = 'canceled'`,
      `subscriptions s JOIN prices p ON p.id = s.price_id WHERE p.billing_interval = 'year'`,
      `payments WHERE kind = 'subscription' AND status = 'failed'`,
      `refunds r JOIN payments p ON p.id = r.payment_id WHERE r.amount_minor = p.amount_minor`,
      `refunds r JOIN payments p ON p.id = r.payment_id WHERE r.amount_minor < p.amount_minor`,
      `refunds WHERE operation_id IS NULL`,
      `disputes WHERE status = 'needs_response'`,
      `disputes WHERE status = 'won'`,
      `disputes WHERE status = 'lost'`,
      `debts`,
      `users u WHERE EXISTS (SELECT FROM payments WHERE user_id = u.id) AND NOT EXISTS (SELECT FROM payments WHERE user_id = u.id AND status = 'succeeded')`,
      `users WHERE role = 'customer' AND email_verified_at IS NULL`,
      `users u WHERE role = 'customer' AND email_verified_at IS NOT NULL AND NOT EXISTS (SELECT FROM payments WHERE user_id = u.id)`,
      `grants WHERE type = 'promotional' AND source = 'operator' AND reason IS NOT NULL`,
      `wallets WHERE suspended_until = 'infinity'`,
      `wallets WHERE spending_frozen_until = 'infinity'`,
      `wallets WHERE frozen > 0`,
      `entries WHERE kind = 'expiry'`,
      `reversals`,
    ];
    for (const kind of kinds) expect([kind, (await count(kind)) > 0]).toEqual([kind, true]);
  });

  test('revenue and use grow from quarter to quarter', async () => {
    const quarters = await ours<{ revenue: number; credits: number }>(
      `SELECT sum(p.amount_minor) AS revenue,
              (SELECT sum(amount) FROM spends WHERE width_bucket(extract(epoch FROM $1 - created_at) / 86400, 0, 364, 4) = quarter) AS credits
       FROM (SELECT amount_minor, width_bucket(extract(epoch FROM $1::timestamptz - paid_at) / 86400, 0, 364, 4) AS quarter
             FROM payments WHERE status = 'succeeded') p
       WHERE quarter BETWEEN 1 AND 4 GROUP BY quarter ORDER BY quarter DESC`,
      [NOW],
    );
    for (const figure of ['revenue', 'credits'] as const) {
      const figures = quarters.map((quarter) => quarter[figure]);
      expect(figures).toHaveLength(4);
      expect(figures).toEqual([...figures].sort((a, b) => a - b));
    }
  });

  test('Maya’s page is the one of the design', async () => {
    const [maya] = await ours<{ id: string; email: string }>('SELECT id, email FROM users WHERE name = $1', [
      MAYA.name,
    ]);
    const held = await balance(year.quickscale.db, maya?.id ?? '', NOW);
    expect(held.available).toBe(209_000);
    expect(held.by_type).toEqual({ subscription: 134_000, pay_as_you_go: 65_000, promotional: 10_000 });
    const statement = await listEntries(year.quickscale.db, maya?.id ?? '', { limit: 3 });
    expect(statement.data.map(({ label, amount }) => [label, amount])).toEqual([
      ['Image metadata × 12', -12_000],
      ['Credits given by support', 10_000],
      ['Taken back with a refund', -25_000],
    ]);
    const payments = await ours<object>(
      `SELECT p.description, p.amount_minor, p.status, p.card_brand, p.card_last4, p.decline_code, r.amount_minor AS refunded_minor,
              t.taken FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id LEFT JOIN returns t ON t.refund_id = r.id
       WHERE p.user_id = $1 ORDER BY p.created_at DESC LIMIT 3`,
      [maya?.id],
    );
    expect(payments).toEqual([
      {
        ...PAID,
        description: 'Pro, 15 Nov to 15 Dec',
        amount_minor: 4999,
        refunded_minor: null,
        taken: null,
      },
      { ...PAID, description: '1,000 credits', amount_minor: 3600, refunded_minor: 900, taken: 25_000 },
      {
        description: '1,000 credits',
        amount_minor: 3600,
        status: 'failed',
        card_brand: 'mastercard',
        card_last4: '0341',
        decline_code: 'insufficient_funds',
        refunded_minor: null,
        taken: null,
      },
    ]);
    const [missed] = await theirs<{ amount: number }>(
      `SELECT (c.doc ->> 'amount')::int AS amount FROM objects c JOIN objects u ON u.id = c.doc ->> 'customer'
       WHERE c.type = 'charge' AND u.doc ->> 'email' = '${MAYA.email}' ORDER BY c.created DESC LIMIT 1`,
    );
    expect(missed?.amount).toBe(2000);
    expect(
      await ours(
        "SELECT reason, ticket FROM audit_entries WHERE customer_id = $1 AND action = 'credits.adjust'",
        [maya?.id],
      ),
    ).toEqual([{ reason: 'Outage on Friday', ticket: '8812' }]);
  });
});

const PAID = { status: 'succeeded', card_brand: 'visa', card_last4: '4242', decline_code: null };

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
