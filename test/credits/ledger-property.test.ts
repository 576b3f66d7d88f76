import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { balance, expireDue, lapseHolds, verifyLedger } from '../../src/credits/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createWorld, live, lives, type World } from './life.js';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createWorld(database);
});
afterAll(() => database.close());

test('whatever happens in whatever order, the ledger verifies and the balance of then and now agree', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      const { wallet_id, now: end } = await live(world, steps);
      expect((await verifyLedger(database.db)).lies).toEqual([]);
      const now = await balance(database.db, wallet_id);
      expect(await balance(database.db, wallet_id, new Date(end))).toEqual(now);
      await expireDue(database.db);
      await lapseHolds(database.db);
      expect(await balance(database.db, wallet_id)).toEqual(now);
      expect((await verifyLedger(database.db)).lies).toEqual([]);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});
