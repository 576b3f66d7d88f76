import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fromRoot } from '../../src/platform/root.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { asOwner } from '../support/sql-clock.js';
import { fullStory } from './story.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function verify(
  settings = { DATABASE_URL: database.url },
): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, ...settings };
  return new Promise((resolve) => {
    execFile(fromRoot('bin/quickscale'), ['verify'], { env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('quickscale verify proves a ledger, and names one tampered row and exits 1', async () => {
  const wallet = await fullStory(database.db);
  const clean = await verify();
  expect(clean.stdout).toMatch(
    /✓ {2}ledger: 1 wallets, \d+ grants, \d+ entries, \d+ spends, \d+ holds, \d+ debts;/,
  );
  expect(clean.status).toBe(0);
  await asOwner(
    database,
    `ALTER TABLE entries DISABLE TRIGGER USER;
     UPDATE entries SET amount = amount + 100 WHERE wallet_id = '${wallet}' AND no = 2;
     ALTER TABLE entries ENABLE TRIGGER USER`,
  );
  const tampered = await verify();
  expect(tampered.stdout.split('\n')[0]).toContain(`entries: wallet ${wallet}, row 2`);
  expect(tampered.status).toBe(1);
});

test('quickscale verify says in one line that the database does not answer, and exits 1', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const { status, stdout, stderr } = await verify({ DATABASE_URL: url.href });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^The database does not answer: .*ECONNREFUSED.*\n$/);
});
