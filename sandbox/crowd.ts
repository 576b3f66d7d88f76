import pg from 'pg';
import { Copy } from './crowd/copy.js';
import { takeIndexesAway } from './crowd/indexes.js';
import { live } from './crowd/live.js';
import { STAGED_PAYMENTS, stagePayments, storePayments } from './crowd/payments.js';
import { readOffers, type Town } from './crowd/town.js';
import { Book, type Table } from './history/book.js';
import { DAY } from './history/time.js';

export interface Crowd {
  /** QuickScale's database as its owner: migrated, with something to buy, and without a crowd. */
  ownerUrl: string;
  /** The same seed, time and number of customers make the same crowd. */
  seed: number;
  /** The end of its year. */
  now: Date;
  customers: number;
  onProgress?: (progress: CrowdProgress) => void;
}

/** `what` is what is being done now; customers and entries are those that were written. */
export type CrowdProgress = { what: string; customers: number; entries: number };

/** Parents before children. */
const TABLES = [
  'users',
  'wallets',
  'stripe_operations',
  'subscriptions',
  'invoices',
  'payments',
  'refunds',
  'disputes',
  'returns',
  'debts',
  'grants',
  'entries',
  'spends',
  'reversals',
  'holds',
  'hold_parts',
] as const satisfies readonly Table[];
/** Whose rows the figures of a day are made of. */
const COUNTED = ['users', 'payments', 'refunds', 'disputes'] as const satisfies readonly Table[];
/** Lives of so many are played and written together: a wallet's rows lie among those of so many others. */
const CHUNK = 10_000;
/** Lives after which others have a turn. */
const TURN = 25;

/**
 * Gives QuickScale many customers (about ten entries each) with a year behind them, through COPY and in one
 * transaction. Only QuickScale's side: the simulated Stripe knows nothing of them. Answers how much there is.
 * @throws Error when the database offers nothing to buy
 */
export async function seedCrowd(crowd: Crowd): Promise<Omit<CrowdProgress, 'what'>> {
  const client = new pg.Client({ connectionString: crowd.ownerUrl, application_name: 'quickscale-crowd' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL maintenance_work_mem = '512MB'`);
    await client.query(`SET LOCAL work_mem = '256MB'`);
    const written = await load(client, crowd);
    await client.query('COMMIT');
    tell(crowd, 'vacuuming', written);
    await client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}`);
    return written;
  } finally {
    await client.end();
  }
}

type Written = { customers: number; entries: number };

async function load(client: pg.Client, crowd: Crowd): Promise<Written> {
  const town = { ...(await readOffers(client)), ...timesOf(crowd) };
  // Triggers look wallets up, row by row.
  const putBack = await takeIndexesAway(
    client,
    TABLES.filter((table) => table !== 'wallets'),
  );
  const countAgain = await stopCounting(client);
  await stagePayments(client);
  const written: Written = { customers: 0, entries: 0 };
  // While PostgreSQL takes in one chunk, the next one lives.
  for (let next = chunk(town, 0); written.customers < crowd.customers; ) {
    const { until, copies } = await next;
    next = chunk(town, until);
    for (const copy of copies.values())
      await copy.send(client, copy.table === 'payments' ? STAGED_PAYMENTS : copy.table);
    written.customers = until;
    written.entries += copies.get('entries')?.length ?? 0;
    tell(crowd, 'writing', written);
  }
  tell(crowd, 'numbering receipts', written);
  await storePayments(client);
  tell(crowd, 'building indexes', written);
  await putBack();
  tell(crowd, 'counting', written);
  await countAgain();
  return written;
}

/** Takes the triggers away that count rows one by one. Answers how to have them back, with all rows counted at once. */
async function stopCounting(client: pg.Client): Promise<() => Promise<void>> {
  const turn = async (how: 'DISABLE' | 'ENABLE') => {
    for (const table of COUNTED) await client.query(`ALTER TABLE ${table} ${how} TRIGGER ${table}_metrics`);
  };
  await turn('DISABLE');
  return async () => {
    await turn('ENABLE');
    await client.query('SELECT app.recount_metrics()');
  };
}

function timesOf({ seed, now, customers }: Crowd): Pick<Town, 'seed' | 'now' | 'start' | 'customers'> {
  return { seed, customers, now: now.getTime(), start: now.getTime() - 365 * DAY };
}

type Copies = ReadonlyMap<Table, Copy>;

/** The rows of the customers numbered from `from` on. */
async function chunk(town: Omit<Town, 'book'>, from: number): Promise<{ until: number; copies: Copies }> {
  const until = Math.min(from + CHUNK, town.customers);
  const copies = new Map(TABLES.map((table) => [table, new Copy(table)]));
  for (let number = from; number < until; number += 1) {
    const book = new Book(0);
    live({ ...town, book }, number);
    for (const [table, copy] of copies) copy.add(book.rows(table));
    if (number % TURN === 0) await new Promise(setImmediate);
  }
  return { until, copies };
}

function tell({ onProgress }: Crowd, what: string, { customers, entries }: Written): void {
  onProgress?.({ what, customers, entries });
}
