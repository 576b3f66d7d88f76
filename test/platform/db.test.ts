import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { violatedConstraint } from '../../src/platform/db.js';
import { enqueue } from '../../src/platform/outbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const openWork = () => database.db.query<{ queue: string }>('SELECT queue FROM outbox ORDER BY id');

test('a transaction that throws leaves nothing behind, its enqueued work included', async () => {
  const failing = database.db.transaction(async (tx) => {
    await enqueue(tx, { queue: 'mail' });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await openWork()).toEqual([]);
});

test('work with the same key is enqueued once', async () => {
  await database.db.transaction(async (tx) => {
    await enqueue(tx, { queue: 'receipts', key: 'receipts:2026' });
    await enqueue(tx, { queue: 'receipts', key: 'receipts:2026' });
  });
  expect(await openWork()).toEqual([{ queue: 'receipts' }]);
});

test('a deadlock is retried until both transactions are done', async () => {
  await database.db.query(`INSERT INTO rate_limits (key) VALUES ('a'), ('b')`);
  const reached: Record<string, () => void> = {};
  const first = new Promise<void>((resolve) => {
    reached.a = resolve;
  });
  const second = new Promise<void>((resolve) => {
    reached.b = resolve;
  });
  const both = Promise.all([first, second]);
  const bump = (one: string, other: string) =>
    database.db.transaction(async (tx) => {
      await tx.query('UPDATE rate_limits SET points = points + 1 WHERE key = $1', [one]);
      reached[one]?.();
      await both;
      await tx.query('UPDATE rate_limits SET points = points + 1 WHERE key = $1', [other]);
    });
  await Promise.all([bump('a', 'b'), bump('b', 'a')]);
  expect(
    await database.db.query(`SELECT key, points FROM rate_limits WHERE key IN ('a', 'b') ORDER BY key`),
  ).toEqual([
    { key: 'a', points: 2 },
    { key: 'b', points: 2 },
  ]);
});

test('numbers beyond what a number holds exactly are refused, not rounded', async () => {
  await expect(database.db.one('SELECT 9007199254740993::int8 AS n')).rejects.toThrow(/safe integer/);
});

test('the database itself refuses debt beside spendable credits', async () => {
  const { id } = await database.db.one<{ id: string }>(
    `INSERT INTO users (email) VALUES ('debt@test.example') RETURNING id`,
  );
  const refused = database.db.query('INSERT INTO wallets (id, available, debt) VALUES ($1, 1, 1)', [id]);
  await expect(
    refused.catch((error) => Promise.reject(new Error(violatedConstraint(error)))),
  ).rejects.toThrow('debt_means_nothing_available');
});
