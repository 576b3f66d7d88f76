import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { isRunning, processTree, type RunningDemo, runDemo } from '../support/demo.js';
import { waitFor } from '../support/wait-for.js';

// Each start is the whole product.
jest.setTimeout(180_000);

let dir: string;
let other: string;
const running: RunningDemo[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'quickscale-demo-'));
  other = await mkdtemp(path.join(tmpdir(), 'quickscale-demo-'));
});

afterAll(async () => {
  for (const demo of running) {
    const { exitCode, signalCode } = demo.process;
    if (exitCode === null && signalCode === null) await stop(demo, 'SIGTERM');
  }
  await rm(dir, { recursive: true });
  await rm(other, { recursive: true });
});

async function start(...args: [string, ...string[]]): Promise<RunningDemo> {
  const demo = await runDemo(...args);
  running.push(demo);
  return demo;
}

/** Sends a signal to the demo alone, and waits until nothing of it is left. Answers its exit code. */
async function stop(demo: RunningDemo, signal: NodeJS.Signals): Promise<number | null> {
  const tree = await processTree(Number(demo.process.pid));
  const exited = once(demo.process, 'exit');
  demo.process.kill(signal);
  const [status] = (await exited) as [number | null];
  await waitFor(async () => (await Promise.all(tree.map(isRunning))).every((alive) => !alive));
  return status;
}

test('a demo says in one line of JSON where everything is and how to sign in', async () => {
  const { addresses, lines } = await start(dir, '--seed', 'none');
  expect(lines).toHaveLength(1);
  expect(addresses).toMatchObject({
    ready: true,
    admin: `${addresses.portal}/admin`,
    api: `${addresses.portal}/api/v1`,
    stripeKey: expect.stringMatching(/^sk_test_/),
    webhookSecret: expect.stringMatching(/^whsec_/),
  });
  expect(addresses.users.map(({ role }) => role).sort()).toEqual([
    'admin',
    'analyst',
    'customer',
    'finance',
    'support',
  ]);
  for (const url of [
    `${addresses.portal}/readyz`,
    `${addresses.mailbox}/messages.json`,
    `${addresses.api}/services`,
  ]) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${addresses.apiKey}` } });
    expect([url, answer.status]).toEqual([url, 200]);
  }
});

test('a second demo runs beside the first, on other ports', async () => {
  const [first] = running;
  const second = await start(other, '--seed', 'none');
  expect(second.addresses.portal).not.toBe(first?.addresses.portal);
  expect(second.addresses.apiKey).not.toBe(first?.addresses.apiKey);
  expect((await fetch(`${second.addresses.portal}/readyz`)).status).toBe(200);
  expect(await stop(second, 'SIGINT')).toBe(0);
});

test('a demo on data that another one uses says so and leaves that one alone', async () => {
  const [first] = running;
  await expect(runDemo(dir)).rejects.toThrow('already running');
  expect((await fetch(`${first?.addresses.portal}/readyz`)).status).toBe(200);
});

test('a demo that was killed leaves no process behind, and the next one finds its data', async () => {
  const first = running[0] as RunningDemo;
  await stop(first, 'SIGKILL');
  const again = await start(dir);
  expect(again.addresses).toMatchObject({
    portal: first.addresses.portal,
    apiKey: first.addresses.apiKey,
    users: first.addresses.users,
  });
  expect(await stop(again, 'SIGTERM')).toBe(0);
});

test('a demo starts again after every process of it was killed at once', async () => {
  const demo = await start(dir);
  for (const pid of await processTree(Number(demo.process.pid))) process.kill(pid, 'SIGKILL');
  const again = await start(dir);
  expect((await fetch(`${again.addresses.portal}/readyz`)).status).toBe(200);
});

test.each([
  ['an unknown option', ['--bogus']],
  ['a port that is none', ['--port', '99999']],
  ['an unknown amount of history', ['--seed', 'huge']],
])('%s ends with the reason', async (_what, args) => {
  await expect(runDemo(other, ...args)).rejects.toThrow('error: ');
});
