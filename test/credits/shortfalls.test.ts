import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openWallet } from '../../src/credits/open-wallet.js';
import { settleShortfalls } from '../../src/credits/shortfalls.js';
import { createCustomer, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('a grant that arrives in two parts keeps both', async () => {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const grant_id = await give(db, wallet_id, { amount: 100 });
  const settled = await db.transaction(async (tx) =>
    settleShortfalls(tx, await openWallet(tx, wallet_id), {
      arrivals: [
        { grant_id, amount: 30 },
        { grant_id, amount: 12 },
      ],
      kind: 'reversal',
      cause: { cause: 'reversal', cause_id: 'a' },
    }),
  );
  expect(settled).toEqual({ movements: [], left: [{ grant_id, amount: 42 }] });
});
