import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { freePort } from '../../sandbox/free-port.js';
import { fromRoot } from '../../src/platform/root.js';
import { type DemoAddresses, isRunning, processTree, runDemo } from '../support/demo.js';
import { waitFor } from '../support/wait-for.js';

export interface OpenDemo extends DemoAddresses {
  /** Runs `bin/quickscale …` on this demo's database. */
  quickscale: (...args: string[]) => Promise<{ status: number; output: string }>;
  /** Ends it as Ctrl-C would, expects that it goes in peace and leaves no process, and removes its data. */
  close: () => Promise<void>;
}

/** All of QuickScale as `bin/demo` brings it up, on a free port and with data of its own. */
export async function openDemo({ seed }: { seed: 'none' | 'small' }): Promise<OpenDemo> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quickscale-story-'));
  const demo = await runDemo(dir, '--seed', seed, '--port', String(await freePort()));
  return {
    ...demo.addresses,
    quickscale: (...args) => quickscale(demo.addresses.database, args),
    close: async () => {
      const tree = await processTree(Number(demo.process.pid));
      const exited = once(demo.process, 'exit');
      demo.process.kill('SIGTERM');
      const [status] = (await exited) as [number | null];
      expect({ status, told: demo.told }).toEqual({ status: 0, told: demo.told });
      const left = async () => (await Promise.all(tree.map(isRunning))).filter(Boolean).length;
      await waitFor(async () => (await left()) === 0);
      await rm(dir, { recursive: true });
    },
  };
}

/** The user of a role whom the demo names. */
export function userOf({ users }: DemoAddresses, role: string): DemoAddresses['users'][number] {
  const user = users.find((candidate) => candidate.role === role);
  if (!user) throw new Error(`the demo has no ${role}`);
  return user;
}

function quickscale(database: string, args: string[]): Promise<{ status: number; output: string }> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: database };
  return new Promise((resolve) => {
    execFile(fromRoot('bin/quickscale'), args, { env }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
    );
  });
}
