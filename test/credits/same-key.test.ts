import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  createSpender,
  IdempotencyKeyReused,
  type Spender,
  type SpendRequest,
  spend,
} from '../../src/credits/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const TIMES = 100;

let database: TestDatabase;
let processes: Db[];
let ways: Pick<Spender, 'spend'>[];
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
  processes = [openDb(database.url), openDb(database.url)];
  ways = [...processes.map((db) => createSpender(db)), { spend: (request) => spend(database.db, request) }];
});
afterAll(async () => {
  await Promise.all(processes.map((db) => db.close()));
  await database.close();
});

async function richCustomer(): Promise<string> {
  const wallet_id = await createCustomer(database.db);
  await give(database.db, wallet_id, { amount: 100_000 });
  return wallet_id;
}

/** Through two batchers and single calls in turn, all at once. */
function atOnce(requests: readonly SpendRequest[]) {
  return Promise.allSettled(requests.map((request, nth) => ways[nth % ways.length]!.spend(request)));
}

test(`one key and body ${TIMES} times at once, by whatever way: one spend and ${TIMES} equal answers`, async () => {
  const wallet_id = await richCustomer();
  const request = {
    wallet_id,
    service,
    quantity: 3,
    key_owner: 'company',
    key: 'once',
    metadata: { job: 'a' },
  };
  const answers = await atOnce(Array.from({ length: TIMES }, () => request));
  const told = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : { failed: answer.reason },
  );
  expect(told.filter((answer) => 'replayed' in answer && !answer.replayed)).toHaveLength(1);
  expect(new Set(told.map((answer) => JSON.stringify('spend' in answer ? answer.spend : answer))).size).toBe(
    1,
  );
  expect((await balance(database.db, wallet_id)).available).toBe(99_700);
});

test('of two bodies under one key at once only one is ever charged, and the other is told that the key is taken', async () => {
  const wallet_id = await richCustomer();
  const request = (nth: number) => ({
    wallet_id,
    service,
    quantity: 1 + (nth % 2),
    key_owner: 'company',
    key: 'twice',
  });
  const answers = await atOnce(Array.from({ length: TIMES }, (_, nth) => request(nth)));
  const spent = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.spend] : []));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(spent).toHaveLength(TIMES / 2);
  expect(new Set(spent.map(({ id, amount }) => `${id} ${amount}`)).size).toBe(1);
  expect(refused.filter((reason) => reason instanceof IdempotencyKeyReused)).toHaveLength(TIMES / 2);
  expect((await balance(database.db, wallet_id)).available).toBe(100_000 - (spent[0]?.amount ?? 0));
});
