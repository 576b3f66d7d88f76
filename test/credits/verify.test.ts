import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spend, verifyLedger } from '../../src/credits/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fullStory } from './story.js';
import { liesAfter, openUp } from './tampering.js';

let database: TestDatabase;
let owner: Db;
let wallet: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDb(database.ownerUrl, { max: 1 });
  wallet = await fullStory(database.db);
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

test('a wallet with rows of every kind verifies', async () => {
  const kinds = await owner.query<{ kind: string }>('SELECT DISTINCT kind FROM entries ORDER BY kind');
  expect(kinds.map(({ kind }) => kind)).toEqual([
    'adjustment',
    'debt',
    'debt_repayment',
    'grant',
    'return',
    'return_undone',
    'reversal',
    'spend',
  ]);
  expect((await verifyLedger(database.db)).lies).toEqual([]);
});

/** table, what is changed, which row of the wallet, and the key that must be named. */
test.each<[string, string, string, string]>([
  ['entries', 'amount = amount + 1', "kind = 'grant'", 'no'],
  ['entries', 'amount = amount - 1', "kind = 'spend'", 'no'],
  ['entries', 'held = 1', "kind = 'spend'", 'no'],
  ['entries', 'available_after = available_after + 1', "kind = 'reversal'", 'no'],
  ['entries', 'debt = debt + 1', "kind = 'debt'", 'no'],
  ['entries', "kind = 'adjustment'", "kind = 'spend'", 'no'],
  ['entries', "kind = 'grant'", "kind = 'reversal'", 'no'],
  ['entries', "cause = 'payment'", "kind = 'spend'", 'no'],
  ['entries', "cause_id = 'elsewhere'", "kind = 'spend'", 'no'],
  ['entries', "cause_id = 'elsewhere'", "kind = 'grant'", 'no'],
  ['entries', "effective_at = effective_at + interval '2 days'", "kind = 'spend'", 'no'],
  [
    'entries',
    'no = 1000',
    'no = (SELECT max(no) FROM entries m WHERE m.wallet_id = entries.wallet_id)',
    '1000',
  ],
  ['grants', 'amount = amount + 1', "source = 'payment'", 'id'],
  ['grants', 'remaining = remaining + 1, open = true', "type = 'subscription'", 'id'],
  ['grants', 'held = held + 1', "type = 'subscription'", 'id'],
  ['grants', 'frozen = frozen + 1', "type = 'subscription'", 'id'],
  ['spends', 'amount = amount + 1', 'true', 'id'],
  ['spends', 'quantity = quantity + 1', 'true', 'id'],
  ['spends', 'unit_cost = unit_cost + 1', 'true', 'id'],
  ['spends', 'first_entry_no = first_entry_no + 1, last_entry_no = last_entry_no + 1', 'true', 'id'],
  ['spends', "balance_after = jsonb_set(balance_after, '{available}', '1')", 'true', 'id'],
  ['reversals', 'amount = amount + 1', 'true', 'spend_id'],
  ['returns', 'taken = taken - 1', 'taken > 0 AND live', 'id'],
  ['returns', 'target = target + 1', "policy = 'full'", 'id'],
  ['returns', 'live = true', 'NOT live', 'id'],
  ['debts', 'amount = amount + 1', 'true', 'id'],
  ['debts', 'outstanding = outstanding - 1', 'true', 'id'],
  ['wallets', 'available = available + 1, debt = 0', 'true', 'id'],
  ['wallets', 'held = held + 1', 'true', 'id'],
  ['wallets', 'frozen = frozen + 1', 'true', 'id'],
  ['wallets', 'debt = debt + 1', 'true', 'id'],
  ['wallets', 'last_entry_no = last_entry_no + 1', 'true', 'id'],
])('%s with %s where %s is found and named', async (table, change, where, key) => {
  const first = `SELECT min(ctid) FROM ${table} WHERE ${where}`;
  let named = key;
  const lies = await liesAfter(owner, async (tx) => {
    await openUp(tx, table);
    if (key !== '1000')
      named = (
        await tx.one<{ key: string }>(`SELECT ${key}::text AS key FROM ${table} WHERE ctid = (${first})`)
      ).key;
    await tx.query(`UPDATE ${table} SET ${change} WHERE ctid = (${first})`);
  });
  expect(lies).toContainEqual({ table, wallet_id: wallet, row: named, what: expect.any(String) });
});

test.each(['wallets', 'entries', 'spends', 'reversals', 'grants', 'debts', 'returns'])(
  'any row deleted from %s is missed',
  async (table) => {
    const rows = await owner.query<{ ctid: string }>(`SELECT ctid::text FROM ${table} ORDER BY ctid`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { ctid } of rows) {
      const lies = await liesAfter(owner, async (tx) => {
        await openUp(tx, table);
        await tx.query(`DELETE FROM ${table} WHERE ctid = $1::tid`, [ctid]);
      });
      expect([ctid, lies.length]).toEqual([ctid, expect.any(Number)]);
      expect(lies).not.toEqual([]);
    }
  },
);

test('a spend from a grant that had expired is named', async () => {
  const lies = await liesAfter(owner, (tx) =>
    tx.query("UPDATE grants SET expires_at = created_at WHERE type = 'subscription'"),
  );
  expect(lies).toMatchObject([{ table: 'entries', row: '3' }]);
});

test('many wallets are looked at range by range, while others go on spending', async () => {
  const { db } = database;
  await db.query(
    `WITH people AS (INSERT INTO users (email) SELECT 'crowd-' || n || '@example.com' FROM generate_series(1, 45000) n RETURNING id)
     INSERT INTO wallets (id) SELECT id FROM people`,
  );
  const busy = await createCustomer(db);
  await give(db, busy, { amount: 100_000 });
  const service = await createService(db, 1);
  let stop = false;
  const spending = (async () => {
    while (!stop)
      await spend(db, {
        wallet_id: busy,
        service,
        quantity: 1,
        key_owner: 'company',
        key: String(performance.now()),
      });
  })();
  const progress: number[] = [];
  const onProgress = ({ wallets }: { wallets: number }) => progress.push(wallets);
  const verdict = await verifyLedger(db, { jobs: 3, onProgress });
  stop = true;
  await spending;
  expect(verdict.lies).toEqual([]);
  expect(progress.length).toBeGreaterThan(2);
  expect(progress.at(-1)).toBe(verdict.wallets);
});
