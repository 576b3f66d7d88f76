import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from '../../sandbox/postgres.js';
import { testProgram } from '../support/program.js';
import { waitFor } from '../support/wait-for.js';

let dir: string;
let owner: ChildProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'quickscale-postgres-'));
});

afterEach(async () => {
  owner?.kill('SIGKILL');
  await waitFor(() => !existsSync(path.join(dir, 'cluster/postmaster.pid')));
  await rm(dir, { recursive: true });
});

/** Starts the server in another process, which can be killed. */
async function startElsewhere(): Promise<{ url: string; owner: ChildProcess }> {
  owner = fork(testProgram('test/support/postgres-owner'), [dir]);
  const [url] = (await once(owner, 'message')) as [string];
  return { url, owner };
}

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

async function serverPid(): Promise<number> {
  return Number((await readFile(path.join(dir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** A process that ended but was not waited for has no command line any more. */
async function isAlive(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';
}

test('data stays over a stop and a start', async () => {
  const first = await startPostgres({ dir, durable: true });
  await run(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const second = await startPostgres({ dir, durable: true });
  expect(await run(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('the server listens on 127.0.0.1 only and asks for the password', async () => {
  const server = await startPostgres({ dir, durable: false });
  expect(await run(server.url(), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const wrong = server.url().replace(/:[^:@]+@/, ':wrong@');
  await expect(run(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

test('the server ends by itself when its owner is killed', async () => {
  const { owner } = await startElsewhere();
  const pid = await serverPid();
  owner.kill('SIGKILL');
  await waitFor(async () => !(await isAlive(pid)));
});

test('a server that outlived owner and guard is ended by the next start, with its data', async () => {
  const { url, owner } = await startElsewhere();
  await run(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const orphan = await serverPid();
  const parent = async () => {
    const status = await readFile(`/proc/${orphan}/status`, 'utf8');
    return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
  };
  const guard = await parent();
  process.kill(guard, 'SIGKILL');
  owner.kill('SIGKILL');
  await waitFor(async () => owner.signalCode === 'SIGKILL' && (await parent()) !== guard);
  expect(await isAlive(orphan)).toBe(true);

  const next = await startPostgres({ dir, durable: true });
  expect(await isAlive(orphan)).toBe(false);
  expect(await run(next.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await next.stop();
});

test('a server whose owner lives is left alone', async () => {
  const { url } = await startElsewhere();
  await expect(startPostgres({ dir, durable: true })).rejects.toThrow('already running');
  expect(await run(url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
});
