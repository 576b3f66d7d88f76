import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Actor, OperatorRole } from '../../src/accounts/index.js';
import {
  balance,
  listEntries,
  spend,
  takeForReturn,
  undoReturn,
  verifyLedger,
  type WriteOffRequest,
  writeOffDebt,
} from '../../src/credits/index.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let finance: Actor;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  finance = await createOperatorActor(database.db, 'finance');
  service = await createService(database.db, 100);
});
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await database.close();
});

/** A customer who spent the 500 credits of two refunds, and owes 200 and 300 of them. */
async function debtor() {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 50_000 });
  await spend(db, { wallet_id, service, quantity: 500, key_owner: 'company', key: randomUUID() });
  const refunds = [];
  for (const amount_minor of [800, 1_200]) {
    const refund_id = await createRefund(db, payment_id, amount_minor);
    refunds.push(refund_id);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy: 'full' }),
    );
  }
  return { wallet_id, refunds };
}

function writeOff(wallet_id: string, more: Partial<WriteOffRequest> = {}) {
  const request = { actor: finance, wallet_id, reason: 'Goodwill', key: randomUUID(), ...more };
  return database.db.transaction((tx) => writeOffDebt(tx, request));
}

const debtOf = async (wallet_id: string) => (await balance(database.db, wallet_id)).debt;

test('all that is owed is written off, with an entry for each debt, the audit log and a mail', async () => {
  const { db } = database;
  const { wallet_id } = await debtor();
  const { write_off } = await writeOff(wallet_id, { ticket: 'T-7' });
  expect(write_off).toMatchObject({ amount: 50_000, before: { debt: 50_000 }, after: { debt: 0 } });
  const { data } = await listEntries(db, wallet_id, { limit: 2 });
  expect(data.map(({ kind, debt, cause_id }) => ({ kind, debt, cause_id }))).toEqual([
    { kind: 'debt_write_off', debt: -30_000, cause_id: write_off.id },
    { kind: 'debt_write_off', debt: -20_000, cause_id: write_off.id },
  ]);
  const audited = await db.one(
    'SELECT action, actor_id, before, after, reason, ticket FROM audit_entries WHERE customer_id = $1',
    [wallet_id],
  );
  expect(audited).toEqual({
    action: 'debts.write_off',
    actor_id: finance.id,
    before: { debt: 500 },
    after: { debt: 0, written_off: 500 },
    reason: 'Goodwill',
    ticket: 'T-7',
  });
  const mail = await db.one<{ variables: { change: string } }>(
    'SELECT variables FROM mails WHERE user_id = $1',
    [wallet_id],
  );
  expect(mail.variables.change).toBe(
    '500 of the credits that you owed were written off. You owe nothing now.',
  );
});

test('a part is taken off the oldest debt first, and the rest is owed on', async () => {
  const { db } = database;
  const { wallet_id } = await debtor();
  await writeOff(wallet_id, { amount: 25_000, notify: false });
  expect(await debtOf(wallet_id)).toBe(25_000);
  const debts = await db.query(
    'SELECT outstanding, written_off, settled_at IS NOT NULL AS settled FROM debts WHERE wallet_id = $1 ORDER BY created_at',
    [wallet_id],
  );
  expect(debts).toEqual([
    { outstanding: 0, written_off: 20_000, settled: true },
    { outstanding: 25_000, written_off: 5_000, settled: false },
  ]);
  await give(db, wallet_id, { amount: 30_000 });
  expect(await balance(db, wallet_id)).toMatchObject({ available: 5_000, debt: 0 });
  expect(await db.query('SELECT FROM mails WHERE user_id = $1', [wallet_id])).toHaveLength(0);
});

test('never more is written off than is owed', async () => {
  const { wallet_id } = await debtor();
  await expect(writeOff(wallet_id, { amount: 50_001 })).rejects.toMatchObject({
    code: 'debt_below',
    details: { asked: 500.01, debt: 500 },
  });
  await writeOff(wallet_id);
  await expect(writeOff(wallet_id)).rejects.toMatchObject({ code: 'debt_below', details: { debt: 0 } });
});

test('the same form sent twice writes off once, and another wish under its key is refused', async () => {
  const { wallet_id } = await debtor();
  const key = randomUUID();
  const wish = { key, amount: 10_000 };
  const [first, second] = await Promise.all([writeOff(wallet_id, wish), writeOff(wallet_id, wish)]);
  expect(first.write_off).toEqual(second.write_off);
  expect(await debtOf(wallet_id)).toBe(40_000);
  await expect(writeOff(wallet_id, { key })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test.each<[OperatorRole, boolean]>([
  ['support', false],
  ['analyst', false],
  ['finance', true],
  ['admin', true],
])('may a %s write off: %s', async (role, allowed) => {
  const { wallet_id } = await debtor();
  const actor = await createOperatorActor(database.db, role);
  const writing = writeOff(wallet_id, { actor });
  if (allowed) await writing;
  else await expect(writing).rejects.toMatchObject({ code: 'forbidden' });
  expect(await debtOf(wallet_id)).toBe(allowed ? 0 : 50_000);
});

test.each([
  [{ amount: 0 }, 'amount'],
  [{ amount: 1.5 }, 'amount'],
  [{ reason: ' x ' }, 'reason'],
] satisfies [Partial<WriteOffRequest>, string][])(
  'a wish that makes no sense is refused at its field: %j',
  async (wish, field) => {
    const { wallet_id } = await debtor();
    await expect(writeOff(wallet_id, wish)).rejects.toHaveProperty(['fields', field]);
  },
);

test('when a refund fails whose debt was written off in part, only the rest is forgiven', async () => {
  const { db } = database;
  const { wallet_id, refunds } = await debtor();
  await writeOff(wallet_id, { amount: 10_000 });
  await db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id: refunds[0] ?? '' }));
  expect(await balance(db, wallet_id)).toMatchObject({ available: 0, debt: 30_000 });
});
