import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { grantCredits, listEntries } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('entries of every cause are listed, however the database joins them', async () => {
  const { db } = database;
  const id = await createCustomer(db);
  const listed = await db.transaction(async (tx) => {
    await grantCredits(tx, {
      wallet_id: id,
      type: 'subscription',
      amount: 50_000,
      source: 'invoice_line',
      source_id: 'in_1:il_1',
    });
    // A large wallet is joined by hashing, which looks at every cause, not only those of spends.
    await tx.query('SET LOCAL enable_nestloop = off');
    return listEntries(tx, id);
  });
  expect(listed.data).toMatchObject([
    { no: 1, cause: 'invoice_line', cause_id: 'in_1:il_1', label: 'Credits of your plan' },
  ]);
});
