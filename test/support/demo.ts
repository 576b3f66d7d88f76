import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fromRoot } from '../../src/platform/root.js';

/** What `bin/demo --json` prints when it is ready. */
export type DemoAddresses = {
  ready: true;
  portal: string;
  admin: string;
  api: string;
  stripe: string;
  mailbox: string;
  database: string;
  stripeKey: string;
  webhookSecret: string;
  apiKey: string;
  users: { role: string; email: string; password: string; totpSecret?: string }[];
};

export type RunningDemo = {
  process: ChildProcess;
  addresses: DemoAddresses;
  /** All that it has printed on stdout. */
  lines: string[];
  /** And on stderr. */
  told: string[];
};

/** Runs `bin/demo --json --data DIR …` until it is ready. @throws Error with what it printed when it ends before */
export async function runDemo(dir: string, ...args: string[]): Promise<RunningDemo> {
  const child = spawn(fromRoot('bin/demo'), ['--json', '--data', dir, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const told: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => told.push(line));
  const stdout = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await Promise.race([once(stdout, 'line'), once(child, 'exit')]);
  if (!lines[0]) throw new Error(`the demo ended before it was ready:\n${told.join('\n')}`);
  return { process: child, addresses: JSON.parse(lines[0]) as DemoAddresses, lines, told };
}

/** Ids of a process and of all below it that still run. */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/status`, 'utf8').catch(() => '') : '';
    const parent = /^PPid:\s*(\d+)/m.exec(status)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const tree = [root];
  for (const pid of tree)
    tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/** Whether a process runs; one that ended and was not waited for yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';
}
