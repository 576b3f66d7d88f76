import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/accounts/index.js';
import { adjustCredits, balance, spend } from '../../src/credits/index.js';
import { customerPage } from '../../src/support/index.js';
import {
  createCustomer,
  createDispute,
  createOperatorActor,
  createPaidPack,
  createService,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let support: Actor;
let customer: string;
let payment: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  support = await createOperatorActor(db, 'support');
  await db.query(`UPDATE users SET name = 'Jide Okafor' WHERE id = $1`, [support.id]);
  customer = await createCustomer(db, 'maya@example.com');
  ({ payment_id: payment } = await createPaidPack(db, customer, { received_minor: 3600, granted: 100_000 }));
  await db.query(
    `INSERT INTO payments (user_id, stripe_charge_id, kind, description, status, currency, amount_minor, failure_code, decline_code, created_at)
     VALUES ($1, 'ch_declined', 'pack', '500 credits', 'failed', 'eur', 2000, 'card_declined', 'insufficient_funds', now() - interval '1 day')`,
    [customer],
  );
  const service = await createService(db, 1000);
  for (const n of [1, 2, 3]) {
    await spend(db, {
      wallet_id: customer,
      service,
      quantity: 1,
      key_owner: customer,
      key: String(n),
    });
  }
  await db.transaction((tx) =>
    adjustCredits(tx, {
      actor: support,
      wallet_id: customer,
      direction: 'up',
      amount: 5000,
      reason: 'Outage',
      ticket: '8812',
      key: 'k',
      notify: false,
    }),
  );
});
afterAll(() => database.close());

const open = (actor = support) => customerPage(database.db, actor, customer);

test('shows the very balance that the customer sees', async () => {
  const page = await open();
  expect(page.balance).toEqual(await balance(database.db, customer));
  expect(page.balance.available).toBe(102_000);
});

test('tells payments with what became of them, declined ones in plain words', async () => {
  const { payments, paid } = await open();
  expect(payments).toMatchObject([
    {
      id: payment,
      status: 'succeeded',
      refundable_minor: 3600,
      refunded_minor: 0,
      credits_bought: 100_000,
      credits_left: 97_000,
      failure: null,
    },
    {
      status: 'failed',
      refundable_minor: 0,
      failure: { code: 'insufficient_funds', reason: expect.stringContaining('not enough money') },
    },
  ]);
  expect(paid).toEqual([{ currency: 'eur', received_minor: 3600, refunded_minor: 0, lost_minor: 0 }]);
});

test('tells money that banks took back apart from refunds, and nothing of disputes that are open or won', async () => {
  const { db } = database;
  const disputed = await createCustomer(db);
  for (const status of ['lost', 'won', 'needs_response']) {
    const { payment_id } = await createPaidPack(db, disputed, { received_minor: 2000, granted: 50_000 });
    const id = await createDispute(db, payment_id, 1500);
    await db.query('UPDATE disputes SET status = $2 WHERE id = $1', [id, status]);
  }
  const { paid } = await customerPage(db, support, disputed);
  expect(paid).toEqual([{ currency: 'eur', received_minor: 6000, refunded_minor: 0, lost_minor: 1500 }]);
});

test('tells in one line what a customer used in a day, and who gave what for which reason', async () => {
  const { timeline } = await open();
  expect(timeline.filter(({ kind }) => kind === 'usage')).toMatchObject([
    { credits: -3000, title: expect.stringMatching(/, 3 runs$/) },
  ]);
  expect(timeline.filter(({ kind }) => kind === 'credits')).toMatchObject([
    {
      title: 'Credits given',
      credits: 5000,
      by: 'Jide Okafor',
      detail: 'Outage',
      adjustment_id: expect.any(String),
    },
  ]);
  expect(timeline.find(({ kind }) => kind === 'declined')?.detail).toBe(
    'There is not enough money on the card.',
  );
  expect(timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['payment', 'declined', 'account']),
  );
  const moments = timeline.map(({ at }) => at.getTime());
  expect(moments).toEqual([...moments].sort((left, right) => right - left));
});

describe('reading it', () => {
  test('is one entry of the audit log, however often the page reads itself again', async () => {
    const reader = await createOperatorActor(database.db, 'finance');
    await open(reader);
    await open(reader);
    expect(
      await database.db.query('SELECT action, customer_id FROM audit_entries WHERE actor_id = $1', [
        reader.id,
      ]),
    ).toEqual([{ action: 'customer.read', customer_id: customer }]);
  });

  test('is for those who may see customers', async () => {
    const analyst = await createOperatorActor(database.db, 'analyst');
    await expect(open(analyst)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('finds no operator, and nobody who is not there', async () => {
    await expect(customerPage(database.db, support, support.id)).rejects.toMatchObject({
      code: 'unknown_customer',
    });
    await expect(
      customerPage(database.db, support, '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b'),
    ).rejects.toMatchObject({ code: 'unknown_customer' });
  });

  test('says what this operator may do', async () => {
    expect((await open()).may).toEqual({
      adjust_a_time: 100_000,
      change_subscription: true,
      refund: true,
      register: true,
      write_off: false,
      override: ['suspend', 'freeze_spending'],
    });
  });

  test('gives the whole audit log of the customer to finance, and his own part to support', async () => {
    const finance = await createOperatorActor(database.db, 'finance');
    expect((await open(finance)).audit.map(({ action }) => action)).toContain('credits.adjust');
    const newcomer = await createOperatorActor(database.db, 'support');
    expect((await open(newcomer)).audit).toEqual([]);
    expect((await open()).audit.find(({ action }) => action === 'credits.adjust')).toMatchObject({
      before: { available: 970 },
      after: { available: 1020, adjusted: 50 },
    });
  });
});
