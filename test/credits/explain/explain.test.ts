import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  adjustCredits,
  balance,
  explain,
  placeHold,
  reverseSpend,
  spend,
  takeForReturn,
  UnknownCustomer,
  writeOffDebt,
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
const told = (parts: readonly { label: string; times: number; amount: number }[]) =>
  parts.map(({ label, times, amount }) => [label, times, amount]);

describe('an explanation', () => {
  test('says what a bought grant came from and where each part of it went', async () => {
    const { db } = database;
    await at('2026-03-01T10:00:00Z');
    const wallet_id = await createCustomer(db);
    const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2000, granted: 50_000 });
    await db.query(
      "UPDATE payments SET receipt_number = 'R-2026-000007', receipt_issued_at = app.now() WHERE id = $1",
      [payment_id],
    );
    await use(wallet_id, 100);
    await use(wallet_id, 20);
    const { spend: failed } = await use(wallet_id, 5);
    await db.transaction((tx) =>
      reverseSpend(tx, { spend_id: failed.id, requested_by: 'x', key_owner: 'company', key: 'r' }),
    );
    const refund_id = await createRefund(db, payment_id, 400);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 400, policy: 'unused' }),
    );
    const { grants, available, given, debts } = await explain(db, { wallet_id });
    expect(grants).toHaveLength(1);
    const [grant] = grants;
    expect(grant).toMatchObject({ label: 'bought', amount: 50_000, left: 28_000, type: 'pay_as_you_go' });
    expect(grant?.origin.payment).toMatchObject({
      id: payment_id,
      receipt_number: 'R-2026-000007',
      amount_minor: 2000,
    });
    expect(told(grant?.parts ?? [])).toEqual([
      ['used for oracle', 3, 12_500],
      ['given back: oracle had failed', 1, -500],
      ['taken back with a refund', 1, 10_000],
    ]);
    expect(grant?.parts.at(-1)?.reference).toMatchObject({ payment_id, amount_minor: 400, currency: 'eur' });
    expect([available, given, debts]).toEqual([28_000, 50_000, []]);
  });

  test('of a moment in the past knows nothing of what came later', async () => {
    const { db } = database;
    await at('2026-04-01T10:00:00Z');
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, { amount: 1_000 });
    await at('2026-04-02T10:00:00Z');
    await use(wallet_id, 3);
    await at('2026-04-03T10:00:00Z');
    await give(db, wallet_id, { amount: 9_000 });
    const before = await explain(db, { wallet_id, at: new Date('2026-04-01T12:00:00Z') });
    expect(before).toMatchObject({ available: 1_000, given: 1_000, gone: [] });
    const between = await explain(db, { wallet_id, at: new Date('2026-04-02T12:00:00Z') });
    expect(between).toMatchObject({ available: 700, given: 1_000, gone: [{ kind: 'spend', amount: 300 }] });
    expect((await explain(db, { wallet_id, at: new Date('2026-03-31T00:00:00Z') })).grants).toEqual([]);
    expect((await explain(db, { wallet_id, at: new Date('2030-01-01T00:00:00Z') })).available).toBe(9_700);
  });

  test('tells an expiry from its instant on, and what came back to an expired grant as a grant of its own', async () => {
    const { db } = database;
    await at('2026-05-01T10:00:00Z');
    const wallet_id = await createCustomer(db);
    const expires_at = new Date('2026-05-10T00:00:00Z');
    const grant_id = await give(db, wallet_id, { amount: 1_000, type: 'subscription', expires_at });
    const { spend: failed } = await use(wallet_id, 4);
    await at('2026-05-10T00:00:00Z');
    const { grants } = await explain(db, { wallet_id });
    expect(grants[0]).toMatchObject({
      left: 0,
      parts: [{ amount: 400 }, { kind: 'expiry', amount: 600, at: expires_at }],
    });
    await at('2026-05-11T00:00:00Z');
    await db.transaction((tx) =>
      reverseSpend(tx, { spend_id: failed.id, requested_by: 'x', key_owner: 'company', key: 'late' }),
    );
    const after = await explain(db, { wallet_id });
    expect(after.grants[0]).toMatchObject({
      label: 'given back: a run of oracle failed',
      amount: 400,
      left: 400,
      origin: { origin_grant: grant_id, service: 'oracle' },
    });
    expect(after.available).toBe((await balance(db, wallet_id)).available);
  });

  test('says what is held now, and until when', async () => {
    const { db } = database;
    await at('2026-06-01T10:00:00Z');
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, { amount: 1_000 });
    const hold = {
      wallet_id,
      service,
      quantity: 4,
      made_by: 'x',
      key_owner: 'company',
      key: 'h',
      expires_in_s: 600,
    };
    await db.transaction((tx) => placeHold(tx, hold));
    const { grants, held } = await explain(db, { wallet_id });
    expect(held).toBe(400);
    expect(grants[0]).toMatchObject({
      left: 600,
      held: 400,
      parts: [],
      held_until: new Date('2026-06-01T10:10:00Z'),
    });
    await at('2026-06-01T10:10:00Z');
    const lapsed = await explain(db, { wallet_id });
    expect(lapsed.grants[0]).toMatchObject({ left: 1_000, held: 0, held_until: null });
  });

  test('names each debt, what made it and what repaid it', async () => {
    const { db } = database;
    await at('2026-07-01T10:00:00Z');
    const wallet_id = await createCustomer(db);
    const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 1000, granted: 1_000 });
    await use(wallet_id, 8);
    const refund_id = await createRefund(db, payment_id, 1000);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 1000, policy: 'full' }),
    );
    const repaying = await give(db, wallet_id, { amount: 300 });
    const { debts, debt, grants } = await explain(db, { wallet_id });
    expect(debt).toBe(500);
    expect(debts).toMatchObject([
      { cause: 'refund', cause_id: refund_id, amount: 800, outstanding: 500, reference: { payment_id } },
    ]);
    expect(debts[0]?.repayments).toMatchObject([{ kind: 'debt_repayment', amount: 300, grant_id: repaying }]);
    const repayer = grants.find(({ id }) => id === repaying);
    expect(told(repayer?.parts ?? [])).toEqual([['used to repay what was owed', 1, 300]]);
  });

  test('takes a write-off from the debts that were the oldest when it was made', async () => {
    const { db } = database;
    await at('2026-07-02T10:00:00Z');
    const wallet_id = await createCustomer(db);
    const finance = await createOperatorActor(db, 'finance');
    await db.query("UPDATE users SET name = 'Fin Ance' WHERE id = $1", [finance.id]);
    const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 1000, granted: 1_000 });
    await use(wallet_id, 10);
    const refund = async (amount_minor: number) => {
      const refund_id = await createRefund(db, payment_id, amount_minor);
      await db.transaction((tx) =>
        takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy: 'full' }),
      );
    };
    await refund(200);
    await refund(300);
    await at('2026-07-03T10:00:00Z');
    const request = { actor: finance, wallet_id, amount: 250, reason: 'Goodwill', key: randomUUID() };
    await db.transaction((tx) => writeOffDebt(tx, request));
    await at('2026-07-04T10:00:00Z');
    await refund(400);
    const toldOf = async (moment?: string) => {
      const wish = { wallet_id, at: moment ? new Date(moment) : undefined, reader: 'operator' as const };
      const { debt, debts } = await explain(db, wish);
      expect(debt).toBe((await balance(db, wallet_id, wish.at)).debt);
      return debts.map(({ amount, outstanding, repayments }) => [
        amount,
        outstanding,
        repayments.map((part) => [part.kind, part.amount, part.act]),
      ]);
    };
    const act = { operator: 'Fin Ance', reason: 'Goodwill' };
    const forgiven = [
      [200, 0, [['debt_write_off', 200, act]]],
      [300, 250, [['debt_write_off', 50, act]]],
    ];
    expect(await toldOf()).toEqual([...forgiven, [400, 400, []]]);
    expect(await toldOf('2026-07-03T12:00:00Z')).toEqual(forgiven);
    expect(await toldOf('2026-07-02T12:00:00Z')).toEqual([
      [200, 200, []],
      [300, 300, []],
    ]);
    expect(JSON.stringify(await explain(db, { wallet_id }))).not.toMatch(/Goodwill|Fin Ance/);
  });

  test('keeps who acted and why for operators', async () => {
    const { db } = database;
    const wallet_id = await createCustomer(db);
    const actor = await createOperatorActor(db, 'admin');
    await db.query("UPDATE users SET name = 'Jo Okafor' WHERE id = $1", [actor.id]);
    const adjust = (direction: 'up' | 'down', amount: number, reason: string) =>
      db.transaction((tx) =>
        adjustCredits(tx, { actor, wallet_id, direction, amount, reason, key: randomUUID(), notify: false }),
      );
    await adjust('up', 1_000, 'to keep her quiet');
    await adjust('down', 200, 'given twice');
    const customer = JSON.stringify(await explain(db, { wallet_id }));
    for (const secret of ['to keep her quiet', 'given twice', 'Jo Okafor'])
      expect(customer).not.toContain(secret);
    const { grants } = await explain(db, { wallet_id, reader: 'operator' });
    expect(grants[0]?.origin.act).toEqual({ operator: 'Jo Okafor', reason: 'to keep her quiet' });
    expect(grants[0]?.parts).toMatchObject([
      { label: 'taken by support', amount: 200, act: { operator: 'Jo Okafor', reason: 'given twice' } },
    ]);
  });

  test('gives no single reason for failed runs that are told in one', async () => {
    const { db } = database;
    const wallet_id = await createCustomer(db);
    await give(db, wallet_id, { amount: 1_000 });
    for (const reason of ['Broken image', 'Out of memory']) {
      const { spend: failed } = await use(wallet_id, 1);
      const wish = {
        spend_id: failed.id,
        requested_by: 'x',
        reason,
        key_owner: 'company',
        key: randomUUID(),
      };
      await db.transaction((tx) => reverseSpend(tx, wish));
    }
    const { grants } = await explain(db, { wallet_id, reader: 'operator' });
    expect(grants[0]?.parts).toMatchObject([
      { kind: 'spend', times: 2 },
      { kind: 'reversal', times: 2, cause_id: null, act: null },
    ]);
  });

  test('folds what is used up behind the rest without losing a credit', async () => {
    const { db } = database;
    const wallet_id = await createCustomer(db);
    for (let i = 0; i < 6; i += 1) {
      await give(db, wallet_id, { amount: 100 });
      await use(wallet_id, 1);
    }
    await give(db, wallet_id, { amount: 700 });
    const { grants, older, available, given } = await explain(db, { wallet_id, told: 2 });
    expect(grants.map(({ left }) => left)).toEqual([700, 0]);
    expect(older).toMatchObject({
      count: 5,
      amount: 500,
      left: 0,
      parts: [{ kind: 'spend', amount: 500, times: 5 }],
    });
    expect([available, given]).toEqual([700, 1_300]);
    expect((await explain(db, { wallet_id, told: 7 })).older).toBeNull();
  });

  test('of somebody whom nobody knows is refused', async () => {
    await expect(explain(database.db, { wallet_id: randomUUID() })).rejects.toThrow(UnknownCustomer);
  });
});
