import { seedCrowd } from '../sandbox/crowd.js';
import { rollUp, todaysFigures } from '../src/analytics/index.js';
import { balance, listEntries, spend } from '../src/credits/index.js';
import type { Db } from '../src/platform/db.js';
import type { Cell } from './cell.js';
import { drive } from './drive.js';
import type { Plan } from './options.js';
import { type BenchServer, Prepared, type Section } from './section.js';
import { anyOf, SERVICE } from './wallets.js';
import { spendsOf } from './ways/way.js';

const CALLERS = 8;
const WALLETS_MAX = 10_000;
/** Hundredths that a wallet must have to be spent from: more than any is asked for. */
const RICH = 30_000;
const SEED = 1;

/** A database of one size. */
type Grown = { db: Db; wallets: string[] };
type Work = {
  name: string;
  callers: number;
  call: (grown: Grown, caller: string) => Promise<unknown>;
  /** What a worker would have done meanwhile. */
  before?: (grown: Grown) => Promise<unknown>;
};

let keys = 0;

/** What must not become slower as the ledger grows. */
const WORKS: readonly Work[] = [
  {
    name: 'spend',
    callers: CALLERS,
    call: ({ db, wallets }, key_owner) => {
      keys += 1;
      return spend(db, {
        wallet_id: anyOf(wallets),
        service: SERVICE,
        quantity: 1,
        key_owner,
        key: String(keys),
      });
    },
  },
  { name: 'balance', callers: CALLERS, call: ({ db, wallets }) => balance(db, anyOf(wallets)) },
  {
    name: 'history page',
    callers: CALLERS,
    call: ({ db, wallets }) => listEntries(db, anyOf(wallets), { limit: 20 }),
  },
  { name: 'dashboard', callers: 1, before: ({ db }) => rollUp(db), call: ({ db }) => todaysFigures(db) },
];

/** A group for each work, with a cell for each size; the others are compared with the smallest. */
export function growthSection(server: BenchServer, { sizes, warm_ms, lead_ms }: Plan): Section {
  const grown = sizes.map((size) => ({ ...size, at: new Prepared<Grown>() }));
  return {
    cells: WORKS.flatMap((work) =>
      grown.map(({ label, at }) => ({
        ...cellOf(work, label, at),
        warm_ms,
        lead_ms,
      })),
    ),
    prepare: async () => {
      for (const { customers, at } of grown) at.set(await grow(server, customers));
    },
    ledgers: () => grown.map(({ at }) => at.get().db),
  };
}

function cellOf({ name: work, callers, call, before }: Work, name: string, at: Prepared<Grown>): Cell {
  const group = `growth: ${work}`;
  const caller = `${group}, ${name}`;
  const measure = async (duration_ms: number) => {
    const grown = at.get();
    await before?.(grown);
    return drive(callers, duration_ms, () => call(grown, caller));
  };
  return {
    group,
    name,
    measure,
    ...(work === 'spend' ? { written: () => spendsOf(at.get().db, caller) } : {}),
  };
}

async function grow(server: BenchServer, customers: number): Promise<Grown> {
  const { db, ownerUrl } = await server.database(`growth_${customers}`);
  await seedCrowd({ ownerUrl, seed: SEED, now: new Date(), customers });
  const rich = await db.query<{ id: string }>(
    `SELECT wallet_id AS id FROM grants WHERE type = 'pay_as_you_go' AND remaining >= $1 ORDER BY md5(wallet_id::text) LIMIT $2`,
    [RICH, WALLETS_MAX],
  );
  return { db, wallets: rich.map(({ id }) => id) };
}
