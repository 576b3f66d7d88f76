import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { APPEND_ONLY_TABLES } from '../../src/platform/append-only.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test.each(APPEND_ONLY_TABLES)('the application has no right to change or empty %s', async (table) => {
  const rights = await database.db.one(
    `SELECT has_table_privilege($1, 'INSERT') AS insert, has_table_privilege($1, 'UPDATE') AS update,
            has_any_column_privilege($1, 'UPDATE') AS update_a_column,
            has_table_privilege($1, 'DELETE') AS delete, has_table_privilege($1, 'TRUNCATE') AS truncate`,
    [table],
  );
  expect(rights).toEqual({
    insert: true,
    update: false,
    update_a_column: false,
    delete: false,
    truncate: false,
  });
});

test('even the owner of the tables cannot change, delete or empty the ledger', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await owner.query("INSERT INTO services (slug, name, cost) VALUES ('summary', 'Summary', 100)");
    for (const change of [
      'UPDATE service_costs SET cost = 0',
      'DELETE FROM service_costs',
      'TRUNCATE service_costs',
    ]) {
      await expect(owner.query(change)).rejects.toThrow('service_costs is append-only');
    }
  } finally {
    await owner.end();
  }
});
