import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createSpender,
  InsufficientCredits,
  listEntries,
  placeHold,
  type Spender,
  type SpendRequest,
  spend,
  verifyLedger,
} from '../../src/credits/index.js';
import { openDb } from '../../src/platform/db.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let spender: Spender;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
  spender = createSpender(database.db);
});
afterAll(async () => {
  await spender.close();
  await database.close();
});

const request = (wallet_id: string, change: Partial<SpendRequest> = {}): SpendRequest => ({
  wallet_id,
  service,
  quantity: 1,
  key_owner: 'company',
  key: randomUUID(),
  ...change,
});

async function customerWith(amount: number): Promise<string> {
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount });
  return wallet;
}

const times = <T>(count: number, each: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => each(n));

const expectTruth = async () => expect(await verifyLedger(database.db)).toMatchObject({ lies: [] });

test('spends of many customers and of one busy customer settle together, each with its own answer', async () => {
  const wallets = await Promise.all(times(20, () => customerWith(50_000)));
  const [hot = ''] = wallets;
  const asked = [
    ...times(300, () => request(hot)),
    ...wallets.flatMap((wallet) => times(3, () => request(wallet))),
  ];
  const answers = await Promise.all(asked.map((each) => spender.spend(each)));
  expect(new Set(answers.map((answer) => answer.spend.id)).size).toBe(360);
  const left = answers.slice(0, 300).map((answer) => answer.spend.balance.available);
  expect(new Set(left).size).toBe(300);
  const statements = new Set(answers.map((answer) => answer.spend.created_at.getTime()));
  expect(statements.size).toBeLessThan(100);
  await expectTruth();
});

test('the same key and body 100 times in parallel is one spend and 100 equal answers', async () => {
  const wallet = await customerWith(1_000);
  const once = request(wallet, { quantity: 3, metadata: { b: 1, a: [2] } });
  const answers = await Promise.all(times(100, () => spender.spend(once)));
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(new Set(answers.map((answer) => JSON.stringify(answer.spend))).size).toBe(1);
  expect((await listEntries(database.db, wallet)).data).toHaveLength(2);
});

test('the same key with another amount is refused, also in the same batch', async () => {
  const wallet = await customerWith(1_000);
  const first = request(wallet);
  const endings = await Promise.allSettled([spender.spend(first), spender.spend({ ...first, quantity: 2 })]);
  expect(endings.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(spender.spend({ ...first, quantity: 2 })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
});

test('whoever asks for too much is refused alone, with what he asked and what there is', async () => {
  const [poor, rich] = [await customerWith(250), await customerWith(10_000)];
  const endings = await Promise.allSettled([
    ...times(4, () => spender.spend(request(poor))),
    ...times(4, () => spender.spend(request(rich))),
    spender.spend(request(randomUUID())),
    spender.spend(request(rich, { service: 'none' })),
  ]);
  expect(
    endings.map((ending) => (ending.status === 'rejected' ? ending.reason.code : ending.status)),
  ).toEqual([
    'fulfilled',
    'fulfilled',
    'insufficient_credits',
    'insufficient_credits',
    ...times(4, () => 'fulfilled'),
    'unknown_customer',
    'unknown_service',
  ]);
});

test('a spend that the database cannot take fails alone', async () => {
  const wallets = await Promise.all(times(10, () => customerWith(1_000)));
  for (const poison of [{ quantity: 3_000_000_000 }, { metadata: { text: '\0' } }, { wallet_id: 'no id' }]) {
    const endings = await Promise.allSettled([
      ...wallets.map((wallet) => spender.spend(request(wallet))),
      spender.spend(request(wallets[0] ?? '', poison)),
    ]);
    expect(endings.map(({ status }) => status)).toEqual([...times(10, () => 'fulfilled'), 'rejected']);
  }
});

test('a wallet that another transaction keeps locked stalls nobody else', async () => {
  const { db } = database;
  const [locked, ...others] = await Promise.all(times(30, () => customerWith(10_000)));
  if (!locked) throw new Error('no wallet');
  const release = await new Promise<() => void>((opened) => {
    void db.transaction(async (tx) => {
      await tx.query('SELECT FROM app.open_wallet($1)', [locked]);
      await new Promise<void>((resolve) => opened(resolve));
    });
  });
  const settled: string[] = [];
  const waiting = times(40, () => spender.spend(request(locked)).then(() => settled.push('locked')));
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(others.map((wallet) => spender.spend(request(wallet))));
  }
  expect(settled).toEqual([]);
  release();
  await Promise.all(waiting);
  expect(settled).toHaveLength(40);
  await expectTruth();
});

test('two web processes on the same few customers overdraw nobody and never deadlock', async () => {
  const wallets = await Promise.all(times(4, () => customerWith(20_000)));
  const pools = times(2, () => openDb(database.url));
  const endings = await Promise.all(
    pools.flatMap((pool) => {
      const own = createSpender(pool);
      return times(4, (n) => spendAllOf(own, [...wallets.slice(n), ...wallets.slice(0, n)]));
    }),
  );
  await Promise.all(pools.map((pool) => pool.close()));
  expect(endings.flat().filter((ending) => ending === 'paid')).toHaveLength(800);
  expect(endings.flat().filter((ending) => ending === 'refused')).toHaveLength(480);
  await expectTruth();
});

/** 160 spends, of which the wallets can pay 100 together. */
async function spendAllOf(own: Spender, wallets: readonly string[]): Promise<('paid' | 'refused')[]> {
  const endings: ('paid' | 'refused')[] = [];
  for (let round = 0; round < 10; round += 1) {
    const asked = wallets.flatMap((wallet) => times(4, () => own.spend(request(wallet))));
    for (const ending of await Promise.allSettled(asked)) {
      if (ending.status === 'rejected') expect(ending.reason).toBeInstanceOf(InsufficientCredits);
      endings.push(ending.status === 'fulfilled' ? 'paid' : 'refused');
    }
  }
  return endings;
}

test('what a lapsed hold kept is spent again, whichever way the spend goes', async () => {
  const { db } = database;
  const wallets = await Promise.all(times(3, () => customerWith(1_000)));
  for (const wallet_id of wallets) {
    const by = { id: 'portal' };
    const asked = { wallet_id, service, quantity: 9, key_owner: 'portal', key: 'h', made_by: by.id };
    await db.transaction((tx) => placeHold(tx, asked));
  }
  await db.query("UPDATE holds SET expires_at = app.now() - interval '1 second' WHERE wallet_id = ANY ($1)", [
    wallets,
  ]);
  const [one = '', two = '', three = ''] = wallets;
  const left = await Promise.all([
    spend(db, request(one, { quantity: 10 })),
    db.transaction((tx) => spend(tx, request(two, { quantity: 10 }))),
    ...times(2, () => spender.spend(request(three, { quantity: 5 }))),
  ]);
  expect(left.map((answer) => answer.spend.balance)).toEqual([
    ...times(2, () => ({ available: 0, held: 0, frozen: 0, debt: 0 })),
    { available: 500, held: 0, frozen: 0, debt: 0 },
    { available: 0, held: 0, frozen: 0, debt: 0 },
  ]);
  await expectTruth();
});

test('a cost of the customer’s own is what he pays while it lasts', async () => {
  const { db } = database;
  const wallet = await customerWith(1_000);
  await db.query(
    `INSERT INTO overrides (user_id, kind, value, reason, owner_id)
     VALUES ($1, 'service_cost', jsonb_build_object('service', $2::text, 'cost', 30), 'Test', $1)`,
    [wallet, service],
  );
  await db.query("UPDATE wallets SET own_costs_until = 'infinity' WHERE id = $1", [wallet]);
  const answers = await Promise.all(times(2, () => spender.spend(request(wallet, { quantity: 2 }))));
  expect(answers.map((answer) => answer.spend.amount)).toEqual([60, 60]);
  await db.query('UPDATE overrides SET ended_at = app.now() WHERE user_id = $1', [wallet]);
  expect((await spender.spend(request(wallet))).spend.amount).toBe(100);
  await expectTruth();
});

test('closing waits for what was asked', async () => {
  const own = createSpender(database.db);
  const wallet = await customerWith(10_000);
  let settled = 0;
  for (const each of times(20, () => request(wallet))) void own.spend(each).then(() => (settled += 1));
  await own.close();
  expect(settled).toBe(20);
});
