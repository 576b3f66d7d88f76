import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  createSpender,
  expireDue,
  InsufficientCredits,
  type Spender,
  spend,
  verifyLedger,
} from '../../src/credits/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type MovingClock, microseconds, takeClock } from '../support/moving-clock.js';

const START_US = Date.parse('2026-03-01T00:00:00Z') * 1_000;
const DAY_US = 86_400 * 1_000_000;
const WORKERS = 32;
const WALLETS = 4;
/** Hundredths that each wallet has: of a plan that expires, and of a pack that does not. A spend costs 1. */
const PLAN = 500;
const PACK = 200;
/** After so many spends the clock stands so many looks before the instant: it is crossed while all go on. */
const SPENDS_BEFORE = 400;
const LOOKS_BEFORE_US = 10;

let database: TestDatabase;
let clock: MovingClock;
let processes: [Db, Db];
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  clock = await takeClock(database, { start: START_US, ticks: true });
  service = await createService(database.db, 1);
  processes = [openDb(database.url, { max: WORKERS }), openDb(database.url, { max: WORKERS })];
});
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await Promise.all(processes.map((db) => db.close()));
  await database.close();
});

type Ways = Pick<Spender, 'spend'>[];
const single = (db: Db): Ways[number] => ({ spend: (request) => spend(db, request) });

test.each<[string, () => Ways]>([
  ['single spends', () => [single(processes[0])]],
  ['the batches of one process', () => [createSpender(processes[0])]],
  [
    'the batches of two processes, single spends among them',
    () => [...processes.map(createSpender), single(processes[0])],
  ],
])('while %s race the expiry, every unit is spent or expires, never both', async (_name, ways) => {
  const expiry = Math.ceil((await clock.now()) / DAY_US) * DAY_US + DAY_US;
  const wallets = await Promise.all(Array.from({ length: WALLETS }, () => customer(expiry)));
  await spendAllAcross(expiry, { wallets, ways: ways() });
  await expireDue(database.db);
  for (const { wallet_id, plan, pack } of wallets) {
    const left = await whereItWent(wallet_id, plan);
    expect(left.spent + left.expired).toBe(PLAN);
    expect(left.expired).toBeGreaterThan(0);
    expect(left.last_spend).toBeLessThan(expiry);
    expect(await whereItWent(wallet_id, pack)).toMatchObject({ spent: PACK, expired: 0 });
    expect(await balance(database.db, wallet_id)).toMatchObject({
      available: 0,
      held: 0,
      frozen: 0,
      debt: 0,
    });
  }
});

interface Customer {
  wallet_id: string;
  plan: string;
  pack: string;
}

async function customer(expiry: number): Promise<Customer> {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const expires_at = new Date(expiry / 1_000);
  const plan = await give(db, wallet_id, { amount: PLAN, type: 'subscription', expires_at });
  const pack = await give(db, wallet_id, { amount: PACK });
  return { wallet_id, plan, pack };
}

/** Each worker spends from all wallets in turn until none has anything. What it is answered must be of its time. */
async function spendAllAcross(
  expiry: number,
  { wallets, ways }: { wallets: readonly Customer[]; ways: Ways },
): Promise<void> {
  let spends = 0;
  await Promise.all(
    Array.from({ length: WORKERS }, async (_, nth) => {
      const way = ways[nth % ways.length] ?? single(database.db);
      const left = wallets.map(({ wallet_id }) => wallet_id);
      for (let turn = nth; left.length > 0; turn += 1) {
        const wallet_id = left[turn % left.length] ?? '';
        const paid = await spendOne(way, wallet_id);
        if (!paid) left.splice(left.indexOf(wallet_id), 1);
        spends += 1;
        if (spends === SPENDS_BEFORE) await clock.moveTo(expiry - LOOKS_BEFORE_US);
      }
    }),
  );
}

async function spendOne(way: Ways[number], wallet_id: string): Promise<boolean> {
  try {
    await way.spend({ wallet_id, service, quantity: 1, key_owner: 'company', key: randomUUID() });
    return true;
  } catch (error) {
    if (error instanceof InsufficientCredits) return false;
    throw error;
  }
}

/** What of a grant was spent and what expired, and when (microseconds) it was last spent from. */
function whereItWent(
  wallet_id: string,
  grant_id: string,
): Promise<{ spent: number; expired: number; last_spend: number }> {
  return database.db.one(
    `SELECT coalesce(-sum(amount) FILTER (WHERE kind = 'spend'), 0) AS spent,
            coalesce(-sum(amount) FILTER (WHERE kind = 'expiry'), 0) AS expired,
            max(${microseconds('effective_at')}) FILTER (WHERE kind = 'spend') AS last_spend
     FROM entries WHERE wallet_id = $1 AND grant_id = $2`,
    [wallet_id, grant_id],
  );
}
