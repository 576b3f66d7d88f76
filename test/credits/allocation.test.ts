import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InsufficientCredits, spend } from '../../src/credits/index.js';
import { allocate } from '../../src/credits/rules.js';
import { createService } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';
import { NOW, someGrants, walletWith } from './open-grants.js';

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 1);
  await stopClock(database, NOW.toISOString());
});
afterAll(() => database.close());

test('the database pays from the same grants as the rule, and refuses where the rule does', async () => {
  const { db } = database;
  await fc.assert(
    fc.asyncProperty(someGrants, fc.integer({ min: 1, max: 900 }), async (wanted, quantity) => {
      const { wallet, grants } = await walletWith(db, wanted);
      const expected = allocate(grants, quantity, NOW);
      const spending = spend(db, { wallet_id: wallet, service, quantity, key_owner: 'company', key: 'k' });
      if (expected === null) await expect(spending).rejects.toThrow(InsufficientCredits);
      else expect((await spending).spend.allocations).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
