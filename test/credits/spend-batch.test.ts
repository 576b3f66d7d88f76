import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Allocation, type SpendAnswer, type SpendRequest, spend } from '../../src/credits/index.js';
import { allocate, type OpenGrant } from '../../src/credits/rules.js';
import { spendBatch } from '../../src/credits/spend-batch.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { asOwner, stopClock } from '../support/sql-clock.js';
import { NOW, someGrants, walletWith } from './open-grants.js';

let database: TestDatabase;
let service: string;
let free: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 1);
  free = await createService(database.db, 0);
  await stopClock(database, NOW.toISOString());
});
afterAll(() => database.close());

const request = (wallet_id: string, change: Partial<SpendRequest> = {}): SpendRequest => ({
  wallet_id,
  service,
  quantity: 1,
  key_owner: 'company',
  key: 'k',
  ...change,
});

/** What a spend took, with grants by their place: two wallets with the same grants can be compared. */
type Taken = { place: number; amount: number }[] | 'refused';

const placesOf = (grants: readonly OpenGrant[], allocations: readonly Allocation[]): Taken =>
  allocations.map(({ grant, amount }) => ({ place: grants.findIndex(({ id }) => id === grant), amount }));

/** As the pure rule has it, one spend after the other. */
function byTheRule(grants: readonly OpenGrant[], quantities: readonly number[]): Taken[] {
  const left = grants.map((grant) => ({ ...grant }));
  return quantities.map((quantity) => {
    const allocations = allocate(left, quantity, NOW);
    if (allocations === null) return 'refused';
    for (const grant of left) {
      grant.remaining -= allocations.find((part) => part.grant === grant.id)?.amount ?? 0;
    }
    return placesOf(grants, allocations);
  });
}

type Ending = SpendAnswer | 'refused';

async function oneByOne(requests: readonly SpendRequest[]): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (const each of requests) endings.push(await spend(database.db, each).catch(() => 'refused' as const));
  return endings;
}

/** In a batch, and what that leaves alone and in its order. */
async function batched(requests: readonly SpendRequest[]): Promise<Ending[]> {
  const endings: Ending[] = [];
  const answers = await spendBatch(database.db, requests);
  for (const [place, answer] of answers.entries()) {
    endings.push(
      ...(typeof answer === 'string' ? await oneByOne(requests.slice(place, place + 1)) : [answer]),
    );
  }
  return endings;
}

const story = (wallet_id: string): Promise<{ entries: unknown[]; balance: unknown }> =>
  database.db.one(
    `SELECT (SELECT jsonb_agg(jsonb_build_array(no, kind, amount, available_after) ORDER BY no) FROM entries
             WHERE wallet_id = $1) AS entries,
            (SELECT jsonb_build_array(available, last_entry_no) FROM wallets WHERE id = $1) AS balance`,
    [wallet_id],
  );

const wallets = fc.array(
  fc.record({ grants: someGrants, quantities: fc.array(fc.nat(250), { minLength: 1, maxLength: 5 }) }),
  { minLength: 1, maxLength: 4 },
);

test('a batch settles what the rule allows, as the same spends one by one would', async () => {
  const { db } = database;
  await fc.assert(
    fc.asyncProperty(wallets, async (wanted) => {
      const cases = await Promise.all(
        wanted.map(async ({ grants, quantities }) => {
          const pair = [await walletWith(db, grants), await walletWith(db, grants)] as const;
          const [inBatch, single] = pair.map(({ wallet }) =>
            quantities.map((quantity, place) =>
              request(wallet, {
                quantity: quantity || 1,
                service: quantity ? service : free,
                key: `k${place}`,
              }),
            ),
          ) as [SpendRequest[], SpendRequest[]];
          return { pair, quantities, inBatch, single };
        }),
      );
      const endings = await batched(cases.flatMap(({ inBatch }) => inBatch));
      for (const { pair, quantities, single } of cases) {
        const [here, there] = [endings.splice(0, quantities.length), await oneByOne(single)];
        const taken = ({ grants }: { grants: readonly OpenGrant[] }, all: readonly Ending[]) =>
          all.map((each) => (each === 'refused' ? each : placesOf(grants, each.spend.allocations)));
        const balances = (all: readonly Ending[]) =>
          all.map((each) => each !== 'refused' && each.spend.balance);
        expect(taken(pair[0], here)).toEqual(byTheRule(pair[0].grants, quantities));
        expect(taken(pair[1], there)).toEqual(byTheRule(pair[1].grants, quantities));
        expect(balances(here)).toEqual(balances(there));
        expect(await story(pair[0].wallet)).toEqual(await story(pair[1].wallet));
      }
    }),
    { numRuns: 60 },
  );
});

test('a batch writes the same rows as single spends, ids in the order of the entries', async () => {
  const { db } = database;
  const [batched, single] = [await createCustomer(db), await createCustomer(db)];
  for (const wallet of [batched, single]) await give(db, wallet, { amount: 100 });
  const asked = (wallet: string) =>
    [5, 3, 7].map((quantity) =>
      request(wallet, { quantity, key: `k${quantity}`, metadata: { job: `"${quantity}"` } }),
    );
  await spendBatch(db, asked(batched));
  for (const each of asked(single)) await spend(db, each);
  const rows = (wallet: string) =>
    db.query(
      `SELECT service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash, first_entry_no,
              last_entry_no, balance_after, metadata, hold_id, created_at
       FROM spends WHERE wallet_id = $1 ORDER BY id`,
      [wallet],
    );
  expect(await rows(batched)).toEqual(await rows(single));
  expect(await rows(batched)).toHaveLength(3);
});

test('a batch leaves to the single path what is not plain, and settles the others', async () => {
  const { db } = database;
  const [plain, suspended, frozen, special, used] = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const wallet = await createCustomer(db);
      await give(db, wallet, { amount: 100 });
      return wallet;
    }),
  );
  if (!plain || !suspended || !frozen || !special || !used) throw new Error('five wallets');
  await db.query("UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1", [suspended]);
  await db.query("UPDATE wallets SET spending_frozen_until = 'infinity' WHERE id = $1", [frozen]);
  await db.query("UPDATE wallets SET own_costs_until = 'infinity' WHERE id = $1", [special]);
  await spend(db, request(used, { key: 'used' }));
  const answers = await spendBatch(db, [
    request(suspended),
    request(frozen),
    request(special),
    request(used, { key: 'used' }),
    request(plain, { service: 'none', key: 'unknown' }),
    request(plain, { key: 'twice' }),
    request(plain, { key: 'twice' }),
    request(plain, { key: 'too much', quantity: 100 }),
    request(plain, { key: 'after too much' }),
  ]);
  expect(
    answers.map((answer) => (typeof answer === 'string' ? answer : answer.spend.balance.available)),
  ).toEqual(['left', 'left', 'left', 'left', 'left', 99, 'left', 'left', 'left']);
});

test('a batch passes a locked wallet over instead of waiting for it', async () => {
  const { db } = database;
  const [locked, other] = [await createCustomer(db), await createCustomer(db)];
  for (const wallet of [locked, other]) await give(db, wallet, { amount: 100 });
  await db.transaction(async (tx) => {
    await tx.query('SELECT FROM app.open_wallet($1)', [locked]);
    const answers = await spendBatch(db, [request(locked), request(other)]);
    expect(answers).toEqual(['locked', expect.objectContaining({ replayed: false })]);
  });
});

test('the database refuses rows that contradict themselves, whoever writes them', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 100 });
  await spend(db, request(wallet));
  const lies = {
    debt_means_nothing_available: 'UPDATE wallets SET debt = 1 WHERE id = $1',
    open_while_spendable: 'UPDATE grants SET open = false WHERE wallet_id = $1',
    parts_within_amount: 'UPDATE grants SET held = amount WHERE wallet_id = $1',
    entries_check: `INSERT INTO entries (wallet_id, no, grant_id, kind, available_after, cause, cause_id, effective_at)
      SELECT wallet_id, 9, id, 'spend', 0, 'spend', 'x', app.now() FROM grants WHERE wallet_id = $1`,
    spends_check: `INSERT INTO spends (wallet_id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash,
        first_entry_no, balance_after)
      SELECT wallet_id, service_id, 1, 0, 0, 'company', 'half', body_hash, 9, balance_after FROM spends WHERE wallet_id = $1`,
  };
  for (const [constraint, sql] of Object.entries(lies))
    await expect(db.query(sql, [wallet])).rejects.toMatchObject({ code: '23514', constraint });
});

test('nothing stands in the ledger without the wallet, the grant and the service it names', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 100 });
  await spend(db, request(wallet));
  const nobody = "'00000000-0000-7000-8000-000000000000'";
  const copied = (wallet_id: string, service_id: string) => `
    INSERT INTO spends (wallet_id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash, balance_after)
    SELECT ${wallet_id}, ${service_id}, 1, 0, 0, 'company', 'copy', body_hash, balance_after FROM spends WHERE wallet_id = '${wallet}'`;
  const debt = `INSERT INTO entries (wallet_id, no, kind, debt, available_after, cause, cause_id, effective_at)
    VALUES (${nobody}, 1, 'debt', 1, 0, 'refund', 'x', app.now())`;
  for (const lie of [copied(nobody, 'service_id'), copied('wallet_id', nobody), debt]) {
    await expect(db.query(lie)).rejects.toMatchObject({ code: '23503' });
  }
  await expect(
    db.query("UPDATE grants SET type = 'promotional' WHERE wallet_id = $1", [wallet]),
  ).rejects.toMatchObject({ constraint: 'priority_follows_type' });
  const spent = await createCustomer(db);
  await spend(db, request(spent, { service: free }));
  await expect(asOwner(database, `DELETE FROM wallets WHERE id = '${spent}'`)).rejects.toMatchObject({
    constraint: 'wallet_with_ledger_stays',
  });
});
