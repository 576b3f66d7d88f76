import fc from 'fast-check';
import { createSpender, type Spender, spend } from '../../../../src/credits/index.js';
import { type Db, openDb } from '../../../../src/platform/db.js';
import { DomainError, InvalidInput } from '../../../../src/platform/errors.js';
import { createCustomer } from '../../../support/credits.js';
import type { TestDatabase } from '../../../support/database.js';
import { type MovingClock, microseconds } from '../../../support/moving-clock.js';
import { ask, type Reach } from '../ledger.js';
import { type Known, learn, nothingKnown, type Plan } from '../plan.js';
import { costAt, percent, service } from '../plans/wishes.js';
import { anyPlan } from '../plans.js';
import { type Furniture, reprice } from '../world.js';
import { type BankView, readBank } from './bank.js';
import { costMet, type Repriced } from './costs.js';
import type { Observed } from './observed.js';

const CUSTOMERS = 20;
const WORKERS = 32;
/** One step in so many moves the clock, by up to MOVE_MAX_US; one is sent twice at once; one sums all wallets first; one changes a service's cost. */
const MOVES_EVERY = 60;
const TWICE_EVERY = 20;
const READS_EVERY = 100;
const REPRICES_EVERY = 50;
const MOVE_MAX_US = 8 * 3_600 * 1_000_000;
/** A storm that has not met everything goes on, so many times at most. */
const MAX_ROUNDS = 10;

export interface Storm {
  observed: Observed[];
  /** What readers saw who came in between. */
  views: BankView[];
  /** The changes of services' costs. */
  repriced: Repriced[];
  wallets: string[];
}

interface Place extends Omit<Storm, 'observed'> {
  observed: Omit<Observed, 'cost'>[];
  clock: MovingClock;
  known: Map<string, Known>;
}

/**
 * WORKERS ask for anything at once of CUSTOMERS, through two batchers (two web processes), single spends and
 * transactions, while the clock is moved. The seed fixes what each worker plans; how they meet is the machine's.
 * After the steps it goes on, as many steps again, until nothing is `missing` that it has to have met.
 */
export async function storm(
  database: TestDatabase,
  {
    clock,
    seed,
    steps,
    furniture,
    missing = async () => [],
  }: {
    clock: MovingClock;
    seed: number;
    steps: number;
    furniture: Furniture;
    missing?: (met: Omit<Place, 'known' | 'clock'>) => Promise<string[]>;
  },
): Promise<Storm> {
  const wallets: string[] = [];
  for (let n = 0; n < CUSTOMERS; n += 1) wallets.push(await createCustomer(database.db));
  const place: Place = {
    clock,
    wallets,
    observed: [],
    views: [],
    repriced: [],
    known: new Map(wallets.map((id) => [id, nothingKnown()])),
  };
  const pools = [openDb(database.url, { max: WORKERS }), openDb(database.url), openDb(database.url)] as const;
  const [db, ...processes] = pools;
  const spenders = processes.map((process) => createSpender(process));
  const single: Pick<Spender, 'spend'> = { spend: (request) => spend(db, request) };
  try {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const work = Array.from({ length: WORKERS }, (_, nth) => {
        const spender = [...spenders, single][nth % 3] ?? single;
        const plans = planned({ seed: seed + round * WORKERS + nth, steps: Math.ceil(steps / WORKERS) });
        return perform(plans, place, { db, spender, ...furniture });
      });
      await Promise.all(work);
      if ((await missing(place)).length === 0) break;
    }
    await Promise.all(spenders.map((spender) => spender.close()));
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
  const { observed, views, repriced } = place;
  return {
    wallets,
    views,
    repriced,
    observed: observed.map((seen) => ({ ...seen, cost: costMet(seen, repriced) })),
  };
}

interface Planned {
  plan: Plan;
  customer: number;
  chance: number;
  move: number;
  service: number;
  percent: number;
}

function planned({ seed, steps }: { seed: number; steps: number }): Planned[] {
  const one = fc.record({
    plan: anyPlan,
    customer: fc.nat(CUSTOMERS - 1),
    chance: fc.nat(9_999),
    move: fc.integer({ min: 1_000_000, max: MOVE_MAX_US }),
    service,
    percent,
  });
  return fc.sample(fc.noBias(one), { seed, numRuns: steps });
}

async function perform(
  plans: readonly Planned[],
  place: Place,
  reach: Omit<Reach, 'transaction'>,
): Promise<void> {
  for (const { plan, customer, chance, move, ...wish } of plans) {
    const now = await place.clock.now();
    if (chance % MOVES_EVERY === 0) await place.clock.moveTo(now + move);
    if (chance % READS_EVERY === 2) place.views.push(await readBank(reach.db));
    if (chance % REPRICES_EVERY === 3) await changeCost(place, reach, wish);
    const wallet_id = place.wallets[customer] ?? '';
    const known = place.known.get(wallet_id) ?? nothingKnown();
    const request = plan(known, now);
    if (!request) continue;
    const times = 'key' in request && chance % TWICE_EVERY === 1 ? 2 : 1;
    await Promise.all(
      Array.from({ length: times }, async () => {
        const seen = await observe(reach, place.clock, { wallet_id, request, from: now });
        learn(known, { request, id: seen.id, refused: 'refused' in seen.answer });
        place.observed.push(seen);
      }),
    );
  }
}

/** One that costs that already stays as it is. */
async function changeCost(
  { clock, repriced }: Place,
  reach: Omit<Reach, 'transaction'>,
  { service, percent }: Pick<Planned, 'service' | 'percent'>,
): Promise<void> {
  const cost = costAt(service, percent);
  const from = await clock.now();
  try {
    await reprice(reach, { service, cost });
    repriced.push({ service, cost, from, to: await clock.now() });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
}

async function observe(
  reach: Omit<Reach, 'transaction'>,
  clock: MovingClock,
  asked: Pick<Observed, 'wallet_id' | 'request' | 'from'>,
): Promise<Omit<Observed, 'cost'>> {
  const noted: { xid: string | null; to: number } = { xid: null, to: 0 };
  const transaction: Reach['transaction'] = (work) => inNotedTransaction(reach.db, noted, work);
  const { id, answer } = await ask({ ...reach, transaction }, asked.wallet_id, asked.request);
  const { xid, to } = noted.xid ? noted : { xid: null, to: await clock.now() };
  return { ...asked, id, answer, xid, to };
}

/** Notes the transaction and the moment while it still holds the wallet, also where it is about to be refused. */
function inNotedTransaction<T>(
  db: Db,
  noted: { xid: string | null; to: number },
  work: Parameters<Reach['transaction']>[0],
): Promise<T> {
  return db.transaction(async (tx) => {
    const note = async () =>
      Object.assign(
        noted,
        await tx.one(`SELECT pg_current_xact_id()::text AS xid, ${microseconds('app.now()')} AS "to"`),
      );
    try {
      const result = await work(tx);
      await note();
      return result as T;
    } catch (error) {
      if (error instanceof DomainError) await note();
      throw error;
    }
  });
}
