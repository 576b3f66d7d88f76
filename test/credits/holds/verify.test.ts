import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lapseHolds, verifyLedger } from '../../../src/credits/index.js';
import { type Db, openDb } from '../../../src/platform/db.js';
import { createCustomer, createService, give } from '../../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { stopClock } from '../../support/sql-clock.js';
import { liesAfter, openUp } from '../tampering.js';
import { capture, hold, release } from './holding.js';

let database: TestDatabase;
let owner: Db;
let wallet: string;

/** A hold that ended in each way, one after its grant expired, and one that stands. */
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDb(database.ownerUrl, { max: 1 });
  const { db } = database;
  await stopClock(database, '2026-05-01T00:00:00Z');
  wallet = await createCustomer(db);
  const service = await createService(db, 100);
  await give(db, wallet, {
    amount: 2_000,
    type: 'promotional',
    expires_at: new Date('2026-05-01T01:00:00Z'),
  });
  await give(db, wallet, { amount: 10_000 });
  const place = (quantity: number, hours: number) =>
    hold(db, wallet, { service, quantity, expires_in_s: hours * 3600 });
  const [captured, released] = [await place(25, 24), await place(3, 24)];
  await place(7, 3);
  await place(11, 24);
  await stopClock(database, '2026-05-01T02:00:00Z');
  await capture(db, captured.id, { amount: 1_500 });
  await release(db, released.id);
  await stopClock(database, '2026-05-01T04:00:00Z');
  await lapseHolds(db);
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

test('a wallet with holds that ended in every way verifies', async () => {
  const states = await owner.query<{ status: string }>('SELECT status FROM holds ORDER BY status');
  expect(states.map(({ status }) => status)).toEqual(['captured', 'lapsed', 'open', 'released']);
  expect((await verifyLedger(database.db)).lies).toEqual([]);
});

/** table, what is changed, which of its rows, and the key that must be named. */
test.each<[string, string, string, string]>([
  ['holds', 'amount = amount + 1', 'true', 'id'],
  ['holds', 'quantity = quantity + 1', "status = 'captured'", 'id'],
  ['holds', 'captured = captured - 1', "status = 'captured'", 'id'],
  ['holds', "closed_at = closed_at + interval '1 day'", "status = 'lapsed'", 'id'],
  ['holds', "expires_at = closed_at - interval '1 second'", "status = 'captured'", 'id'],
  ['hold_parts', 'amount = amount + 1', 'true', "hold_id || ' ' || grant_id"],
  ['entries', 'amount = 1', "kind = 'capture'", 'no'],
  ['entries', "cause_id = 'elsewhere'", "kind = 'capture'", 'no'],
  ['entries', 'amount = amount + 1', "kind = 'release'", 'no'],
  ['entries', 'frozen = 1', "kind = 'hold'", 'no'],
  ['entries', "effective_at = effective_at - interval '1 minute'", "kind = 'expiry'", 'no'],
  ['spends', 'amount = amount + 1', 'hold_id IS NOT NULL', 'id'],
  ['grants', 'held = held - 1', 'held > 0', 'id'],
])('%s with %s where %s is found and named', async (table, change, where, key) => {
  const first = `SELECT min(ctid) FROM ${table} WHERE ${where}`;
  let named = '';
  const lies = await liesAfter(owner, async (tx) => {
    await openUp(tx, table);
    const row = await tx.one<{ key: string }>(
      `SELECT (${key})::text AS key FROM ${table} WHERE ctid = (${first})`,
    );
    named = row.key;
    await tx.query(`UPDATE ${table} SET ${change} WHERE ctid = (${first})`);
  });
  expect(lies).toContainEqual({ table, wallet_id: wallet, row: named, what: expect.any(String) });
});

test.each([
  ['open', 'lapsed', 'closed_at = expires_at'],
  ['lapsed', 'open', 'closed_at = NULL'],
  ['released', 'open', 'closed_at = NULL'],
])('a hold that is %s and says %s is named', async (is, says, and) => {
  const lies = await liesAfter(owner, (tx) =>
    tx.query(`UPDATE holds SET status = '${says}', ${and} WHERE status = '${is}'`),
  );
  expect(lies).toContainEqual(expect.objectContaining({ table: 'hold_parts', wallet_id: wallet }));
});

test.each(['entries', 'spends', 'holds', 'hold_parts'])(
  'any row deleted from %s is missed',
  async (table) => {
    const rows = await owner.query<{ ctid: string }>(`SELECT ctid::text FROM ${table} ORDER BY ctid`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { ctid } of rows) {
      const lies = await liesAfter(owner, async (tx) => {
        await openUp(tx, table);
        await tx.query(`DELETE FROM ${table} WHERE ctid = $1::tid`, [ctid]);
      });
      expect([ctid, lies.length > 0]).toEqual([ctid, true]);
    }
  },
);
