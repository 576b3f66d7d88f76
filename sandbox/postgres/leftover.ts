import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { GUARD_NAME } from './guard.js';

const run = promisify(execFile);
const GOING_DOWN_MS = 10_000;
const POLL_MS = 50;

/** The directory is in use by a program that lives. */
export class PostgresInUse extends Error {
  constructor(cluster: string, pid: number) {
    super(
      `PostgreSQL (process ${pid}) is already running on ${cluster}. Stop the program that uses it first.`,
    );
  }
}

/**
 * Ends the server that a killed program left on this cluster. Its guard is stopping it already, unless that was
 * killed too (kill -9 of everything).
 *
 * @throws PostgresInUse when its owner is alive
 */
export async function endLeftoverServer(cluster: string): Promise<void> {
  const pid = await numberIn(cluster);
  if (pid === null) return;
  if (await isServer(pid, cluster)) await end(pid, cluster);
  await isReaped(pid);
}

async function end(pid: number, cluster: string): Promise<void> {
  const guard = await guardOf(pid);
  if (guard?.ownerIsAlive) throw new PostgresInUse(cluster, pid);
  if (!guard) process.kill(pid, 'SIGINT');
  if (await isGone(pid, GOING_DOWN_MS)) return;
  process.kill(pid, 'SIGQUIT');
  if (!(await isGone(pid, GOING_DOWN_MS))) throw new PostgresInUse(cluster, pid);
}

/** The process that the cluster's pid file names. */
async function numberIn(cluster: string): Promise<number | null> {
  const file = path.join(cluster, 'postmaster.pid');
  return existsSync(file) ? Number((await readFile(file, 'utf8')).split('\n')[0]) : null;
}

/** Whether the process is still the cluster's server: the number may be another's by now. */
async function isServer(pid: number, cluster: string): Promise<boolean> {
  const command = await commandOf(pid);
  return command.includes('postgres') && command.includes(cluster);
}

/** The guard is the server's parent, and a child of its owner until that dies. */
async function guardOf(server: number): Promise<{ ownerIsAlive: boolean } | null> {
  const guard = await parentOf(server);
  if (guard === null) return null;
  const owner = new RegExp(`${GUARD_NAME}(\\d+)`).exec(await commandOf(guard))?.[1];
  return owner === undefined ? null : { ownerIsAlive: (await parentOf(guard)) === Number(owner) };
}

async function isGone(pid: number, timeoutMs: number): Promise<boolean> {
  return comesTrue(async () => (await commandOf(pid)) === '', timeoutMs);
}

/** PostgreSQL takes a server that is dead and not yet taken off the list of processes for one that runs. */
async function isReaped(pid: number): Promise<boolean> {
  return comesTrue(async () => !exists(pid) || (await commandOf(pid)) !== '', GOING_DOWN_MS);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function comesTrue(condition: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** The process's command line, '' when there is none (a zombie has none either). Slim images lack `ps`, macOS /proc. */
async function commandOf(pid: number): Promise<string> {
  if (existsSync('/proc/self')) return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return ps('command', pid);
}

async function parentOf(pid: number): Promise<number | null> {
  if (!existsSync('/proc/self')) return Number(await ps('ppid', pid)) || null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) || null;
}

async function ps(column: string, pid: number): Promise<string> {
  const { stdout } = await run('ps', ['-o', `${column}=`, '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim();
}
