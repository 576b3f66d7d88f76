import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CreditType, InsufficientCredits, spend } from '../../src/credits/index.js';
import { allocate, type OpenGrant } from '../../src/credits/rules.js';
import { createCustomer, createService } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const PRIORITIES = { subscription: 0, promotional: 10, pay_as_you_go: 20 };

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 1);
  await stopClock(database, NOW.toISOString());
});
afterAll(() => database.close());

/** Few distinct moments, so that ties and exact expiries are common. */
const moment = fc.constantFrom(-2, -1, 0, 1, 2).map((hours) => new Date(NOW.getTime() + hours * 3_600_000));
const grants = fc.array(
  fc.record({
    type: fc.constantFrom<CreditType>('subscription', 'promotional', 'pay_as_you_go'),
    remaining: fc.nat(300),
    expires_at: fc.option(moment),
    created_at: moment,
  }),
  { maxLength: 8 },
);

/** Straight into the tables: what the rule must agree on does not depend on how the grants came. */
async function walletWith(wanted: Omit<OpenGrant, 'id'>[]): Promise<{ wallet: string; grants: OpenGrant[] }> {
  const { db } = database;
  const wallet = await createCustomer(db);
  const made: OpenGrant[] = [];
  for (const { type, remaining, expires_at, created_at } of wanted) {
    const { id } = await db.one<{ id: string }>(
      `INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, expires_at, source, source_id, created_at)
       VALUES ($1, $2, $3, 1000, $4::bigint, $4::bigint > 0, $5, 'operator', $6, $7) RETURNING id`,
      [wallet, type, PRIORITIES[type], remaining, expires_at, randomUUID(), created_at],
    );
    made.push({ id, type, remaining, expires_at, created_at });
  }
  await db.query(
    'UPDATE wallets SET available = (SELECT coalesce(sum(remaining), 0) FROM grants WHERE wallet_id = $1) WHERE id = $1',
    [wallet],
  );
  return { wallet, grants: made };
}

test('the database pays from the same grants as the rule, and refuses where the rule does', async () => {
  await fc.assert(
    fc.asyncProperty(grants, fc.integer({ min: 1, max: 900 }), async (wanted, quantity) => {
      const { wallet, grants: made } = await walletWith(wanted);
      const expected = allocate(made, quantity, NOW);
      const spending = spend(database.db, {
        wallet_id: wallet,
        service,
        quantity,
        key_owner: 'company',
        key: 'k',
      });
      if (expected === null) await expect(spending).rejects.toThrow(InsufficientCredits);
      else expect((await spending).spend.allocations).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
