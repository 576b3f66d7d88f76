import { rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { prepareDatabase } from '../../sandbox/database.js';
import { startPostgres } from '../../sandbox/postgres.js';
import { migrate } from '../../src/platform/migrate.js';
import { folderOfRun } from './run-folder.js';

/** What the test files are told, through the environment: connections to the migrated template database. */
export type TestServer = { superuserUrl: string; url: string; ownerUrl: string };

const TEMPLATE = 'quickscale_template';
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
    const told: TestServer = { superuserUrl: server.url(), ...urls };
    process.env.QUICKSCALE_TEST_SERVER = JSON.stringify(told);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Memory where there is plenty: a clone then takes 30 ms instead of 300. Containers often have only 64 MB of it. */
async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > MEMORY_MIN_BYTES ? '/dev/shm' : tmpdir();
}
