import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/accounts/index.js';
import { search } from '../../src/support/index.js';
import { createCustomer, createOperatorActor, createPaidPack, createRefund } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { asOwner } from '../support/sql-clock.js';

let database: TestDatabase;
let support: Actor;
let maya: string;
let payment: string;
let refund: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  support = await createOperatorActor(db, 'support');
  maya = await createCustomer(db, 'Maya@northlight.studio');
  await createCustomer(db, 'other@elsewhere.example');
  await db.query(`UPDATE users SET name = 'Maya Lindqvist', stripe_customer_id = 'cus_maya' WHERE id = $1`, [
    maya,
  ]);
  ({ payment_id: payment } = await createPaidPack(db, maya, { received_minor: 2000, granted: 50_000 }));
  await db.query(
    `UPDATE payments SET description = '500 credits', stripe_charge_id = 'ch_1', stripe_payment_intent_id = 'pi_1',
       stripe_checkout_session_id = 'cs_test_1', stripe_invoice_id = 'in_1', card_brand = 'visa', card_last4 = '4242',
       receipt_number = 'R-2026-000007', receipt_issued_at = now() WHERE id = $1`,
    [payment],
  );
  await createRefund(db, payment, 500);
  ({ id: refund } = await db.one<{ id: string }>(`UPDATE refunds SET stripe_id = 're_1' RETURNING id`));
  await db.query(
    `INSERT INTO stripe_events (id, type, object_type, object_id, livemode, payload, created_at)
     VALUES ('evt_1', 'charge.succeeded', 'charge', 'ch_1', false, '{}', now())`,
  );
  await db.query(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable)
     VALUES ($1, 'dp_1', 'eur', 2000, 'needs_response', 'fraudulent', false),
            ($1, 'du_1', 'eur', 2000, 'needs_response', 'fraudulent', false)`,
    [payment],
  );
});
afterAll(() => database.close());

const find = async (text: string, actor = support) =>
  (await search(database.db, actor, text)).flatMap(({ hits }) => hits.map(({ kind, id }) => [kind, id]));

describe('finds', () => {
  test.each([
    ['a customer by part of the address, in any case', 'NORTHLIGHT', () => ['customer', maya]],
    ['a customer by part of the name', 'lindq', () => ['customer', maya]],
    ['a customer by Stripe’s id', 'cus_maya', () => ['customer', maya]],
    ['a payment by its charge', 'ch_1', () => ['payment', payment]],
    ['a payment by its intent', 'pi_1', () => ['payment', payment]],
    ['a payment by its checkout', 'cs_test_1', () => ['payment', payment]],
    ['a payment by its invoice', 'in_1', () => ['payment', payment]],
    ['a payment by its dispute', 'dp_1', () => ['payment', payment]],
    ['a payment by a dispute of the newer form', 'du_1', () => ['payment', payment]],
    ['a payment by the last four', '4242', () => ['payment', payment]],
    ['a payment by a card as our pages write it', 'Visa ·· 4242', () => ['payment', payment]],
    ['a payment by a card as Stripe writes it', '•••• 4242', () => ['payment', payment]],
    [
      'a payment by its page in Stripe’s dashboard',
      'https://dashboard.stripe.com/acct_1/test/payments/pi_1?tab=x',
      () => ['payment', payment],
    ],
    ['a payment by its receipt, in any case', 'r-2026-000007', () => ['payment', payment]],
    ['a refund by Stripe’s id', 're_1', () => ['refund', refund]],
    ['an event by its id', 'evt_1', () => ['event', 'evt_1']],
  ])('%s', async (_what, text, hit) => {
    expect(await find(`  ${text} `)).toEqual([hit()]);
  });

  test('a customer by the id that he had in Stripe until he was deleted there', async () => {
    await database.db.query(
      `INSERT INTO stripe_objects (id, type, customer, data) VALUES ('ch_1', 'charge', 'cus_deleted', '{}')`,
    );
    expect(await find('cus_deleted')).toEqual([['customer', maya]]);
  });

  test('by our own ids what has them', async () => {
    expect(await find(maya)).toEqual([['customer', maya]]);
    expect(await find(payment)).toEqual([['payment', payment]]);
  });

  test('and says enough to tell one hit from another', async () => {
    const [group] = await search(database.db, support, '4242');
    expect(group).toMatchObject({
      kind: 'payment',
      hits: [
        {
          title: '€20.00, 500 credits',
          detail: 'Maya@northlight.studio · Visa ·· 4242',
          state: 'succeeded',
          customer_id: maya,
        },
      ],
    });
  });
});

test.each([
  'ma',
  '',
  '   ',
  '%%%',
  '___',
  'nobody at all',
  'pi_unknown',
  'xyz_1',
  '9999',
  "'; DROP TABLE users; --",
])('finds nothing for “%s”, and does not fail', async (text) => {
  expect(await find(text)).toEqual([]);
});

test('operators are not among the customers', async () => {
  const { db } = database;
  const { id } = await createOperatorActor(db, 'admin');
  await db.query(`UPDATE users SET name = 'Maya Operator' WHERE id = $1`, [id]);
  expect(await find('Maya')).toEqual([['customer', maya]]);
  expect(await find(id)).toEqual([]);
});

test('every search is written to the audit log, and only those who may see customers search', async () => {
  await find('lindqvist');
  const [entry] = await database.db.query(
    `SELECT action, after FROM audit_entries WHERE actor_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
    [support.id],
  );
  expect(entry).toEqual({ action: 'customer.search', after: { text: 'lindqvist' } });
  const analyst = await createOperatorActor(database.db, 'analyst');
  await expect(find('lindqvist', analyst)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a name among many is found by an index', async () => {
  const { db } = database;
  await db.query(
    `INSERT INTO users (email, name) SELECT 'crowd-' || n || '@example.com', 'Person ' || md5(n::text) FROM generate_series(1, 20000) n`,
  );
  await asOwner(database, 'ANALYZE users');
  const explain = await db.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT FROM users u WHERE u.role = 'customer' AND u.email::text ILIKE '%northlight%' LIMIT 200`,
  );
  expect(explain.map((line) => line['QUERY PLAN']).join('\n')).toContain('users_email_trgm');
  expect(await find('northlight')).toEqual([['customer', maya]]);
});
