import { rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { prepareDatabase } from '../../sandbox/database.js';
import { type Postgres, startPostgres } from '../../sandbox/postgres.js';
import { createTables, openPool } from '../../sandbox/stripe/database.js';
import { migrate } from '../../src/platform/migrate.js';
import { folderOfRun } from './run-folder.js';

/** What the test files are told, through the environment: the migrated template database and where it is. */
export type TestServer = {
  superuserUrl: string;
  url: string;
  ownerUrl: string;
  /** Name of the database of a simulated Stripe that nothing was asked of. */
  stripeTemplate: string;
};

const TEMPLATE = 'quickscale_template';
const STRIPE_TEMPLATE = 'stripe_template';
const MEMORY_MIN_BYTES = 2 * 1024 ** 3;

/** One PostgreSQL for the whole Jest run, with a database migrated once that every test file clones. */
export async function startTestServer(): Promise<{ stop: () => Promise<void> }> {
  const dir = await folderOfRun(await fastFolder(), 'quickscale-test-');
  const server = await startPostgres({ dir, durable: false });
  const stop = async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const urls = await prepareDatabase(server, TEMPLATE);
    await migrate(urls.ownerUrl);
    await prepareStripe(server);
    const told: TestServer = { superuserUrl: server.url(), ...urls, stripeTemplate: STRIPE_TEMPLATE };
    process.env.QUICKSCALE_TEST_SERVER = JSON.stringify(told);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function prepareStripe(server: Postgres): Promise<void> {
  const superuser = new pg.Client({ connectionString: server.url() });
  await superuser.connect();
  await superuser.query(`CREATE DATABASE ${STRIPE_TEMPLATE}`).finally(() => superuser.end());
  const pool = openPool(server.url(STRIPE_TEMPLATE));
  await createTables(pool).finally(() => pool.end());
}

/** Memory where there is plenty: a clone then takes 30 ms instead of 300. Containers often have only 64 MB of it. */
async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > MEMORY_MIN_BYTES ? '/dev/shm' : tmpdir();
}
