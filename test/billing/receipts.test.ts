import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { issueReceipts } from '../../src/billing/index.js';
import { createCustomer, createPaidPack } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function paid(payments: number): Promise<void> {
  const user_id = await createCustomer(database.db, `${randomUUID()}@example.com`);
  for (let nth = 0; nth < payments; nth += 1)
    await createPaidPack(database.db, user_id, { received_minor: 100, granted: 100 });
}

/** Two workers look at once. */
const issue = () => Promise.all([issueReceipts(database.db), issueReceipts(database.db)]);

test('receipts begin at one again with the year of issue in UTC, without a gap on either side', async () => {
  await stopClock(database, '2026-12-31T23:59:59.999Z');
  await paid(2);
  await issue();
  await paid(1);
  // In Paris it is the new year for an hour already; at the instant it is so in UTC, the late payment gets its number.
  await stopClock(database, '2027-01-01T00:00:00Z');
  await issue();
  await paid(1);
  await issue();
  const numbers = await database.db.query<{ receipt_number: string }>(
    'SELECT receipt_number FROM payments ORDER BY receipt_number',
  );
  expect(numbers.map(({ receipt_number }) => receipt_number)).toEqual([
    'R-2026-000001',
    'R-2026-000002',
    'R-2027-000001',
    'R-2027-000002',
  ]);
});
