import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareDatabase } from '../../sandbox/database.js';
import { startPostgres } from '../../sandbox/postgres.js';
import { migrate } from '../../src/platform/migrate.js';

/** What the test files are told, through the environment: connections to the migrated template database. */
export type TestServer = { superuserUrl: string; url: string; ownerUrl: string };

const PREFIX = 'quickscale-test-';
const TEMPLATE = 'quickscale_template';
const MEMORY_MIN_BYTES = 2 * 1024 ** 3;

/** One PostgreSQL for the whole Jest run, with a database migrated once that every test file clones. */
export async function startTestServer(): Promise<{ stop: () => Promise<void> }> {
  const folder = await fastFolder();
  await removeLeftovers(folder);
  const dir = await mkdtemp(path.join(folder, `${PREFIX}${process.pid}-`));
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

/** Runs that were killed could not tidy up; each folder's name holds the run's process. Another user's stay. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? process.pid);
    if (!isAlive(pid))
      await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
