import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  balance,
  createSpender,
  expireDue,
  lapseHolds,
  type Spender,
  verifyLedger,
} from '../../../src/credits/index.js';
import type { Db } from '../../../src/platform/db.js';
import { createCustomer } from '../../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type MovingClock, takeClock } from '../../support/moving-clock.js';
import { instants, passTime } from './model/time.js';
import { emptyWallet, type Figures, figures } from './model/wallet.js';
import { type Known, learn, nothingKnown, type Plan } from './plan.js';
import { costAt, percent, service } from './plans/wishes.js';
import { anyPlan } from './plans.js';
import { agree, type Life, play } from './play.js';
import { shownByLedger, shownByModel } from './read-back.js';
import { COSTS } from './request.js';
import { again, SEED, STEPS } from './size.js';
import { smallestFailing } from './smallest.js';
import { furnish, reprice } from './world.js';

const START_US = Date.parse('2026-01-01T00:00:00Z') * 1_000;
/** A wallet's life; after some of them a fresh database keeps the proof of all wallets short. */
const STEPS_PER_LIFE = 40;
const LIVES_PER_DATABASE = 25;

interface World {
  database: TestDatabase;
  clock: MovingClock;
  spender: Spender;
  lives: number;
}

let world: World | undefined;
afterAll(() => world?.database.close());

/** Time passes: some days, or until just before or exactly at the next moment when something ends. */
type Wait = { minutes: number } | { until: 'just before' | 'exactly' };
const wait: fc.Arbitrary<Wait> = fc.oneof(
  fc.record({ minutes: fc.integer({ min: 1, max: 600 }) }),
  fc.integer({ min: 1, max: 9 }).map((days) => ({ minutes: days * 1_440 })),
  fc.record({ until: fc.constantFrom<'just before' | 'exactly'>('just before', 'exactly') }),
);
/** An operator changes what a service costs all customers, to a share of its first cost. */
const repricing = fc.record({ service, percent });
type Step = { plan: Plan } | Wait | { service: number; percent: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ plan: anyPlan }) },
  { weight: 4, arbitrary: wait },
  { weight: 1, arbitrary: repricing },
);

test('after each step of any life of a wallet, every figure, then and later, and every answer is what the rules say', async () => {
  const lives = fc.array(step, {
    minLength: STEPS_PER_LIFE / 2,
    maxLength: STEPS_PER_LIFE * 1.5,
    size: 'max',
  });
  await fc.assert(fc.asyncProperty(fc.noShrink(lives), liveOrExplain), {
    seed: SEED,
    numRuns: Math.ceil(STEPS / STEPS_PER_LIFE),
    includeErrorInReport: false,
  });
}, 3_600_000);

async function liveOrExplain(steps: readonly Step[]): Promise<void> {
  const fault = await faultOf(steps);
  if (!fault) return;
  const smallest = await smallestFailing(steps, async (fewer) => (await faultOf(fewer)) !== undefined);
  const told = (await faultOf(smallest)) ?? fault;
  throw new Error(
    `${again()}\nSmallest life: ${fc.stringify(smallest).replaceAll('__proto__:null,', '')}\n${told.message}`,
    { cause: told },
  );
}

async function faultOf(steps: readonly Step[]): Promise<Error | undefined> {
  try {
    await live(steps);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function live(steps: readonly Step[]): Promise<void> {
  const life = await begin();
  const { reach, wallet_id, wallet } = life;
  const { db } = reach;
  /** What it had at each moment that a Date can name. */
  const seen = new Map<number, Figures>();
  for (const step of steps) {
    if (!(await take(life, step))) continue;
    agree((await shownByLedger(db, wallet_id)).shown, shownByModel(wallet));
    if (life.now % 1_000 === 0) seen.set(life.now, figures(wallet));
  }
  await expireDue(db);
  await lapseHolds(db);
  agree((await shownByLedger(db, wallet_id)).shown, shownByModel(wallet));
  for (const [at, had] of seen) agree({ at, had: await balanceAt(db, wallet_id, at) }, { at, had });
  const { lies } = await verifyLedger(db);
  expect(lies.filter((lie) => lie.wallet_id === wallet_id)).toEqual([]);
}

interface Lived extends Life {
  clock: MovingClock;
  known: Known;
  /** What services cost now, by number. */
  costs: number[];
  now: number;
}

/** Each life has services of its own: its clock begins anew, and a service's costs have moments. */
async function begin(): Promise<Lived> {
  const { database, clock, spender } = await ourWorld();
  const { db } = database;
  await clock.moveTo(START_US);
  const transaction = db.transaction.bind(db);
  return {
    reach: { db, spender, transaction, ...(await furnish(db)) },
    wallet_id: await createCustomer(db),
    wallet: emptyWallet(),
    clock,
    known: nothingKnown(),
    costs: [...COSTS],
    now: START_US,
  };
}

/** Whether there was anything to do. */
async function take(life: Lived, step: Step): Promise<boolean> {
  if ('plan' in step) return asking(life, step.plan);
  if ('percent' in step) return repriced(life, step);
  await comeTo(
    life,
    after(step, { now: life.now, next: instants(life.wallet, Number.POSITIVE_INFINITY)[0] }),
  );
  return true;
}

async function asking(life: Lived, plan: Plan): Promise<boolean> {
  const { known, costs } = life;
  const request = plan(known, life.now);
  if (!request) return false;
  // Nothing ends at the very moment at which it was still used: a real clock moves on.
  if (request.do === 'end') await comeTo(life, life.now + 1);
  const cost = 'service' in request ? costs[request.service]! : 0;
  const { id, answer } = await play(life, { request, at: life.now, cost });
  learn(known, { request, id, refused: 'refused' in answer });
  return true;
}

async function repriced(
  life: Lived,
  { service, percent }: { service: number; percent: number },
): Promise<boolean> {
  const cost = costAt(service, percent);
  if (life.costs[service] === cost) return false;
  await comeTo(life, life.now + 1);
  await reprice(life.reach, { service, cost });
  life.costs[service] = cost;
  return true;
}

async function comeTo(life: Lived, at: number): Promise<void> {
  life.now = at;
  await life.clock.moveTo(at);
  passTime(life.wallet, at);
}

async function balanceAt(db: Db, wallet_id: string, at: number): Promise<Figures> {
  const { available, held, frozen, debt } = await balance(db, wallet_id, new Date(at / 1_000));
  return { available, held, frozen, debt };
}

function after(step: Wait, { now, next = now }: { now: number; next: number | undefined }): number {
  if ('minutes' in step) return now + step.minutes * 60_000_000;
  return Math.max(now, step.until === 'exactly' ? next : next - 1);
}

async function ourWorld(): Promise<World> {
  if (world && world.lives < LIVES_PER_DATABASE) {
    world.lives += 1;
    return world;
  }
  await world?.database.close();
  const database = await createTestDatabase();
  const spender = createSpender(database.db);
  world = {
    database,
    clock: await takeClock(database, { start: START_US, ticks: false }),
    spender,
    lives: 1,
  };
  return world;
}
