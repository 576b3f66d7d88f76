import type { Db } from '../src/platform/db.js';
import type { Cell } from './cell.js';
import { drive } from './drive.js';
import type { Plan } from './options.js';
import { type BenchServer, Prepared, type Section } from './section.js';
import { anyOf, createRichWallets } from './wallets.js';
import { batched } from './ways/batched.js';
import { floor } from './ways/floor.js';
import { prisma } from './ways/prisma.js';
import { single } from './ways/single.js';
import { statements } from './ways/statements.js';
import type { Way } from './ways/way.js';

const WAYS: readonly Way[] = [floor, single, statements, prisma, batched];

type Opened = { db: Db; wallets: string[]; ways: Map<Way, ReturnType<Way['open']>> };

/** A group of every way to spend for each number of callers, on many customers and on one. */
export function spendingSection(server: BenchServer, { callers, customers }: Plan): Section {
  const opened = new Prepared<Opened>();
  const among = [
    { crowd: `${customers.toLocaleString('en')} customers`, count: customers },
    { crowd: 'one customer', count: 1 },
  ];
  const cells = callers.flatMap((caller_count) =>
    among.flatMap(({ crowd, count }) =>
      WAYS.map((way) =>
        cellOf(opened, way, {
          group: `spend, ${caller_count} ${caller_count === 1 ? 'caller' : 'callers'}, ${crowd}`,
          caller_count,
          count,
        }),
      ),
    ),
  );
  return {
    cells,
    prepare: async () => {
      const { db } = await server.database('spending');
      const wallets = await createRichWallets(db, customers);
      opened.set({ db, wallets, ways: new Map(WAYS.map((way) => [way, way.open(db)])) });
    },
    ledgers: () => [opened.get().db],
    close: async () => {
      for (const { close } of opened.get().ways.values()) await close?.();
    },
  };
}

type Among = { group: string; caller_count: number; count: number };

function cellOf(opened: Prepared<Opened>, way: Way, { group, caller_count, count }: Among): Cell {
  const { name } = way;
  const caller = `${group}: ${name}`;
  let keys = 0;
  return {
    group,
    name,
    measure: (duration_ms) => {
      const { wallets, ways } = opened.get();
      const [some, open] = [wallets.slice(0, count), ways.get(way)];
      return drive(caller_count, duration_ms, () => {
        keys += 1;
        return (
          open?.charge({ wallet_id: anyOf(some), caller, key: String(keys) }) ??
          Promise.reject(new Error('not open'))
        );
      });
    },
    written: () => way.written(opened.get().db, caller),
  };
}
