import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  convertGrant,
  freezeForDispute,
  loseDispute,
  releaseDispute,
  spend,
  takeForReturn,
  undoReturn,
  verifyLedger,
  writeOffDebt,
} from '../../src/credits/index.js';
import { type Db, openDb, type Tx } from '../../src/platform/db.js';
import {
  createCustomer,
  createDispute,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { liesAfter, openUp } from './tampering.js';

let database: TestDatabase;
let owner: Db;
let wallet: string;

/** Disputes open, lost and won after that, a plan converted, a refund that failed, debt repaid and written off in part. */
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDb(database.ownerUrl, { max: 1 });
  wallet = await createCustomer(database.db);
  await story(database.db, wallet);
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

async function story(db: Db, wallet_id: string): Promise<void> {
  const pack = () => createPaidPack(db, wallet_id, { received_minor: 900, granted: 10_000 });
  const service = await createService(db, 100);
  const dispute = async ({ payment_id }: { payment_id: string }) => {
    const dispute_id = await createDispute(db, payment_id, 600);
    return { wallet_id, payment_id, dispute_id, amount_minor: 600 };
  };
  const refund = async ({ payment_id }: { payment_id: string }) => {
    const refund_id = await createRefund(db, payment_id, 300);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 300, policy: 'unused' }),
    );
    return refund_id;
  };
  const [frozen, lost, won, plan] = [await pack(), await pack(), await pack(), await pack()];
  const [open, gone, back] = [await dispute(frozen), await dispute(lost), await dispute(won)];
  await refund(frozen);
  const failed = await refund(lost);
  await db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id: failed }));
  await db.transaction((tx) => convertGrant(tx, { wallet_id, grant_id: plan.grant_id, cause_id: 'in_1' }));
  await db.transaction((tx) => freezeForDispute(tx, open));
  for (const end of [loseDispute, releaseDispute]) await db.transaction((tx) => end(tx, back));
  await spend(db, { wallet_id, service, quantity: 285, key_owner: 'company', key: randomUUID() });
  await db.transaction((tx) => loseDispute(tx, gone));
  await give(db, wallet_id, { amount: 1_000 });
  const actor = await createOperatorActor(db, 'finance');
  const write_off = { actor, wallet_id, amount: 2_000, reason: 'Story', key: randomUUID(), notify: false };
  await db.transaction((tx) => writeOffDebt(tx, write_off));
}

test('a wallet with disputes, a conversion and a write-off verifies', async () => {
  const kinds = await owner.query<{ kind: string }>('SELECT DISTINCT kind FROM entries ORDER BY kind');
  expect(kinds.map(({ kind }) => kind)).toEqual([
    'conversion',
    'debt',
    'debt_repayment',
    'debt_write_off',
    'freeze',
    'grant',
    'return',
    'return_undone',
    'spend',
  ]);
  expect((await verifyLedger(database.db)).lies).toEqual([]);
});

/** Answers the key of the row that it changed. */
async function tamper(
  tx: Tx,
  { table, change, where, key }: { table: string; change: string; where: string; key: string },
): Promise<string> {
  await openUp(tx, table);
  const row = await tx.one<{ ctid: string; key: string }>(
    `SELECT ctid::text, (${key})::text AS key FROM ${table} WHERE ${where} ORDER BY ctid LIMIT 1`,
  );
  await tx.query(`UPDATE ${table} SET ${change} WHERE ctid = $1::tid`, [row.ctid]);
  return row.key;
}

const OPEN = "dispute_id IS NOT NULL AND live AND policy = 'unused'";
const LOST = "dispute_id IS NOT NULL AND live AND policy = 'full'";
const WON = 'dispute_id IS NOT NULL AND NOT live';

/** table, what is changed, which of its rows, and the key that must be named. */
test.each<[string, string, string, string]>([
  ['returns', 'frozen = frozen - 1', OPEN, 'id'],
  ['returns', 'target = target + 1', OPEN, 'id'],
  ['returns', 'expired = 1, target = target + 1', OPEN, 'id'],
  ['returns', 'taken = taken - 1', LOST, 'id'],
  ['returns', 'debt = debt - 1', LOST, 'id'],
  ['returns', 'target = target + 1', LOST, 'id'],
  ['returns', 'live = false', LOST, 'id'],
  ['returns', 'live = true', WON, 'id'],
  ['returns', 'since_no = 1000', LOST, 'id'],
  ['entries', 'frozen = frozen + 1', "kind = 'freeze'", 'no'],
  ['entries', 'amount = amount + 1', "kind = 'freeze'", 'no'],
  ['entries', "cause = 'refund'", "kind = 'freeze'", 'no'],
  ['entries', "kind = 'hold'", "kind = 'freeze'", 'no'],
  ['entries', 'frozen = 1', "kind = 'return'", 'no'],
  ['entries', 'amount = amount - 1', "kind = 'conversion'", 'no'],
  ['entries', "cause = 'operator'", "kind = 'conversion'", 'no'],
  ['entries', "cause_id = 'elsewhere'", "kind = 'conversion'", 'no'],
  ['entries', 'operator_id = NULL', "kind = 'debt_write_off'", 'no'],
  ['entries', "cause = 'job'", "kind = 'debt_write_off'", 'no'],
  ['grants', 'frozen = frozen - 1', 'frozen > 0', 'id'],
  ['debts', 'written_off = written_off - 1', 'written_off > 0', 'id'],
  ['debts', 'outstanding = outstanding - 1', 'outstanding > 0', 'id'],
  ['wallets', 'frozen = frozen - 1', 'frozen > 0', 'id'],
  ['wallets', 'debt = debt - 1', 'debt > 0', 'id'],
])('%s with %s where %s is found and named', async (table, change, where, key) => {
  let named = '';
  const lies = await liesAfter(owner, async (tx) => {
    named = await tamper(tx, { table, change, where, key });
  });
  expect(lies).toContainEqual({ table, wallet_id: wallet, row: named, what: expect.any(String) });
});

/** Where two rows disagree and either may be the false one, the third that they should agree with is named. */
test.each<[string, string, string, string]>([
  ['entries', 'debt = debt - 1', "kind = 'debt_write_off'", 'debts'],
  ['debts', 'written_off = written_off - 1, outstanding = outstanding + 1', 'written_off > 0', 'debts'],
  ['grants', "type = 'subscription', priority = 0", "source = 'conversion'", 'entries'],
])('%s with %s where %s is found in %s', async (table, change, where, found) => {
  const lies = await liesAfter(owner, (tx) => tamper(tx, { table, change, where, key: 'wallet_id' }));
  expect(lies.map((lie) => lie.table)).toContain(found);
});

test('frozen credits moved from one dispute to another are missed', async () => {
  const lies = await liesAfter(owner, async (tx) => {
    await openUp(tx, 'entries');
    await tx.query(
      `UPDATE entries SET cause_id = (SELECT dispute_id::text FROM returns WHERE ${WON}) WHERE kind = 'freeze'`,
    );
  });
  expect(lies.map(({ table }) => table)).toEqual(expect.arrayContaining(['returns']));
});

test.each(['conversion', 'debt_write_off', 'freeze'])('a %s that never happened is missed', async (kind) => {
  const lies = await liesAfter(owner, async (tx) => {
    await openUp(tx, 'entries');
    await tx.query('DELETE FROM entries WHERE kind = $1', [kind]);
  });
  expect(lies.length).toBeGreaterThan(0);
});
