import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PRODUCTS } from '../sandbox/catalogue.js';
import { prepareDatabase } from '../sandbox/database.js';
import { startPostgres } from '../sandbox/postgres.js';
import { type Db, openDb } from '../src/platform/db.js';
import { migrate } from '../src/platform/migrate.js';
import { seedServices } from '../src/services/index.js';

/** As many connections as a web process has. */
export const CONNECTIONS = 20;

const INTERRUPTED = 130;

/** A database with services and things to buy, as the application sees it. */
export interface BenchDatabase {
  db: Db;
  url: string;
  ownerUrl: string;
}

/** A PostgreSQL of this run's own, durable as in production. `stop` ends it and removes its data. */
export async function startBenchServer(): Promise<{
  database: (name: string) => Promise<BenchDatabase>;
  version: () => Promise<string>;
  stop: () => Promise<void>;
}> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quickscale-bench-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  const server = await startPostgres({ dir, durable: true }).catch(async (error) => {
    await remove();
    throw error;
  });
  const opened: Db[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= Promise.all(opened.map((db) => db.close()))
      .then(() => server.stop())
      .then(remove);
    return stopped;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      signal,
      () =>
        void server
          .stop()
          .then(remove)
          .finally(() => process.exit(INTERRUPTED)),
    );
  }
  return {
    database: async (name) => {
      const { url, ownerUrl } = await prepareDatabase(server, name);
      await migrate(ownerUrl);
      const db = openDb(url, {
        max: CONNECTIONS,
        application_name: 'quickscale-bench',
        statement_timeout_ms: 0,
      });
      opened.push(db);
      await db.transaction(seedServices);
      await sell(db);
      return { db, url, ownerUrl };
    },
    version: async () => {
      const db = openDb(server.url(), { max: 1 });
      const asked = db.one<{ server_version: string }>('SHOW server_version');
      return (await asked.finally(() => db.close())).server_version;
    },
    stop,
  };
}

/** What the sandbox sells, without a Stripe that knows of it. */
async function sell(db: Db): Promise<void> {
  for (const { name, credits, prices } of PRODUCTS) {
    const kind = prices.some(({ interval }) => interval) ? 'subscription' : 'pack';
    const { id } = await db.one<{ id: string }>(
      'INSERT INTO products (stripe_id, name, kind, credit_amount, active) VALUES ($1, $2, $3, $4, true) RETURNING id',
      [`prod_${name}`, name, kind, credits ?? null],
    );
    for (const { nickname, lookup_key, unit_amount, interval, credits: own } of prices)
      await db.query(
        `INSERT INTO prices (stripe_id, product_id, nickname, currency, unit_amount_minor, billing_interval, credit_amount, active)
         VALUES ($1, $2, $3, 'eur', $4, $5, $6, true)`,
        [`price_${lookup_key}`, id, nickname, unit_amount, interval ?? null, own ?? null],
      );
  }
}
