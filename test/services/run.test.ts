import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { balance, listEntries } from '../../src/credits/index.js';
import { listServices, runService, seedServices } from '../../src/services/index.js';
import { createCustomer, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.transaction(seedServices);
});
afterAll(() => database.close());

async function customerWith(amount: number): Promise<string> {
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount });
  return wallet;
}

const available = async (wallet: string) => (await balance(database.db, wallet)).available;

test('seeding again keeps the price that an operator has set', async () => {
  const { db } = database;
  await db.query("UPDATE services SET cost = 200 WHERE slug = 'text-sentiment'");
  await db.transaction(seedServices);
  expect((await listServices(db)).map(({ slug, cost }) => [slug, cost])).toEqual([
    ['thumbnail', 0],
    ['text-sentiment', 200],
    ['image-metadata', 1_000],
  ]);
  await db.query("UPDATE services SET cost = 100 WHERE slug = 'text-sentiment'");
});

test('a run charges and gives a result; the same attempt sent again is charged once', async () => {
  const wallet = await customerWith(500);
  const run = { wallet_id: wallet, service: 'text-sentiment', input: 'A wonderful day', key: randomUUID() };
  const [first, second] = await Promise.all([runService(database.db, run), runService(database.db, run)]);
  expect(first.output.summary).toBe('This text sounds positive.');
  expect(second).toEqual(first);
  expect(await available(wallet)).toBe(400);
});

test('an attempt that was charged cannot be used for another input', async () => {
  const wallet = await customerWith(500);
  const run = { wallet_id: wallet, service: 'text-sentiment', key: randomUUID() };
  await runService(database.db, { ...run, input: 'A wonderful day' });
  await expect(runService(database.db, { ...run, input: 'A terrible day' })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  expect(await available(wallet)).toBe(400);
});

test('a run that fails gives the credits back and says so', async () => {
  const wallet = await customerWith(1_500);
  const run = {
    wallet_id: wallet,
    service: 'image-metadata',
    input: Buffer.from('no image'),
    key: randomUUID(),
  };
  for (const _attempt of ['first', 'again']) {
    await expect(runService(database.db, run)).rejects.toMatchObject({
      code: 'service_run_failed',
      message: 'This is no PNG, JPEG or GIF image. You were not charged.',
    });
  }
  expect(await available(wallet)).toBe(1_500);
  const { data } = await listEntries(database.db, wallet);
  expect(data.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['reversal', 1_000],
    ['spend', -1_000],
    ['grant', 1_500],
  ]);
});

test('input that cannot be meant is refused before it costs anything', async () => {
  const wallet = await customerWith(500);
  const attempts = [
    { service: 'text-sentiment', input: '' },
    { service: 'text-sentiment', input: 'x'.repeat(5_001) },
    { service: 'text-sentiment', input: Buffer.from('text') },
    { service: 'image-metadata', input: 'text' },
  ];
  for (const attempt of attempts) {
    const run = runService(database.db, { wallet_id: wallet, key: randomUUID(), ...attempt });
    await expect(run).rejects.toHaveProperty('fields.input');
  }
  expect((await listEntries(database.db, wallet)).data).toHaveLength(1);
});

test('a service that costs more than is left does not run', async () => {
  const wallet = await customerWith(99);
  const run = { wallet_id: wallet, service: 'text-sentiment', input: 'Fine', key: randomUUID() };
  await expect(runService(database.db, run)).rejects.toMatchObject({ code: 'insufficient_credits' });
});
