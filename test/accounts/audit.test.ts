import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { audit, SYSTEM, sealAudit, verifyAuditChain } from '../../src/accounts/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let owner: Db;
beforeEach(async () => {
  database = await createTestDatabase();
  owner = openDb(database.ownerUrl, { max: 2 });
});
afterEach(async () => {
  await owner.close();
  await database.close();
});

const note = (n: number) =>
  database.db.transaction((tx) =>
    audit(tx, {
      actor: SYSTEM,
      action: 'test.note',
      subject: { type: 'note', id: String(n) },
      before: { n: n - 1 },
      after: { n },
    }),
  );

async function write(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) await note(n);
}

/** What somebody with the owner's password might do. */
async function tamper(sql: string, table: string): Promise<void> {
  await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await owner.query(sql);
}

describe('the audit log', () => {
  test('commits with the change it tells of, and not without it', async () => {
    const failing = database.db.transaction(async (tx) => {
      await audit(tx, { actor: SYSTEM, action: 'test.note', subject: { type: 'note', id: null } });
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    expect(await database.db.query('SELECT FROM audit_entries')).toEqual([]);
  });

  test('is sealed once each and in order, also by several sealers at the same time', async () => {
    await write(25);
    const counts = await Promise.all([
      sealAudit(database.db),
      sealAudit(database.db),
      sealAudit(database.db),
    ]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(25);
    await note(26);
    expect(await verifyAuditChain(database.db)).toEqual({ sealed: 25, unsealed: 1, fault: null });
    await sealAudit(database.db);
    expect(await verifyAuditChain(database.db)).toEqual({ sealed: 26, unsealed: 0, fault: null });
    const order = await database.db.query<{ id: string }>(
      'SELECT e.subject_id AS id FROM audit_seals s JOIN audit_entries e ON e.id = s.entry_id ORDER BY s.no',
    );
    expect(order.map(({ id }) => Number(id))).toEqual(Array.from({ length: 26 }, (_, n) => n + 1));
  });

  test('cannot be changed by the application', async () => {
    await write(1);
    await expect(database.db.query(`UPDATE audit_entries SET action = 'x'`)).rejects.toThrow();
    await expect(database.db.query('DELETE FROM audit_entries')).rejects.toThrow();
  });

  test.each([
    [
      'a changed reason',
      'audit_entries',
      `UPDATE audit_entries SET reason = 'another' WHERE subject_id = '3'`,
      'changed_entry',
    ],
    [
      'a changed figure',
      'audit_entries',
      `UPDATE audit_entries SET after = '{"n": 9}' WHERE subject_id = '3'`,
      'changed_entry',
    ],
    ['a seal taken out', 'audit_seals', 'DELETE FROM audit_seals WHERE no = 3', 'missing_seal'],
    [
      'a seal made up',
      'audit_seals',
      `UPDATE audit_seals SET hash = decode(repeat('00', 32), 'hex') WHERE no = 3`,
      'changed_entry',
    ],
    [
      'a seal hung elsewhere',
      'audit_seals',
      `UPDATE audit_seals SET previous_hash = decode(repeat('00', 32), 'hex') WHERE no = 3`,
      'broken_chain',
    ],
  ])('%s is found and named', async (_, table, sql, what) => {
    await write(5);
    await sealAudit(database.db);
    await tamper(sql, table);
    const verdict = await verifyAuditChain(database.db);
    expect(verdict).toMatchObject({ sealed: 2, fault: { what } });
    expect(verdict.fault?.no).toBe(what === 'missing_seal' ? 4 : 3);
  });
});
