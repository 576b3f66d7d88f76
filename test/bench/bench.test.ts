import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Cell, Sample } from '../../bench/cell.js';
import { drive } from '../../bench/drive.js';
import { isSound, markdownOf, type Report, reportOf } from '../../bench/report.js';
import { measureSection, type Section } from '../../bench/section.js';
import { median, pairwiseRatio, percentile } from '../../bench/statistics.js';
import { fromRoot } from '../../src/platform/root.js';

jest.setTimeout(240_000);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'bench-test-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

type Ran = { status: number; stdout: string; stderr: string };

/** `TMPDIR` is the test's own: what is left behind there was left by this run. */
function bench(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, TMPDIR: dir };
    execFile(fromRoot('bin/quickscale'), ['bench', ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('a quick run measures every way to spend, HTTP, the webhook and growth, verifies the ledgers and removes its database', async () => {
  const file = path.join(dir, 'figures.json');
  const { status, stdout, stderr } = await bench('--quick', '--json', file);
  expect([status, stderr]).toEqual([0, expect.stringContaining('growth: dashboard')]);
  const report = JSON.parse(await readFile(file, 'utf8')) as Report;
  expect(report.lies).toEqual([]);
  const groups = new Map<string, Report['outcomes']>();
  for (const outcome of report.outcomes)
    groups.set(outcome.group, [...(groups.get(outcome.group) ?? []), outcome]);
  expect([...groups.keys()]).toEqual([
    'spend, 1 caller, 100 customers',
    'spend, 1 caller, one customer',
    'spend, 8 callers, 100 customers',
    'spend, 8 callers, one customer',
    'HTTP, 8 callers, 100 customers',
    'webhook, 8 senders',
    'growth: spend',
    'growth: balance',
    'growth: history page',
    'growth: dashboard',
  ]);
  expect(groups.get('spend, 8 callers, one customer')?.map(({ name }) => name)).toEqual([
    'one-row INSERT and commit',
    'spend function',
    'several statements',
    'Prisma transaction',
    'batched',
  ]);
  for (const { operations, rates, faults } of report.outcomes) {
    expect([faults, rates.length, operations > 0]).toEqual([[], report.settings.rounds, true]);
  }
  expect(stdout).toContain(`| ${'batched'.padEnd(31)} |`);
  expect(await readdir(dir)).toEqual(['figures.json']);
});

test('cells are chosen by name, and a name that no cell has is wrong usage', async () => {
  const { status, stderr } = await bench('--quick', '--cells', 'nonsense');
  expect([status, stderr]).toEqual([2, expect.stringContaining('No cell')]);
});

/** A section that measures nothing real: the first cell is sound. */
function section(planted: Partial<Cell>): Section {
  const measure = (ms: number): Promise<Sample> => drive(2, ms, () => Promise.resolve());
  const cells = [
    { group: 'planted', name: 'sound', measure },
    { group: 'planted', name: 'unsound', measure, ...planted },
  ];
  return { cells, prepare: () => Promise.resolve(), ledgers: () => [] };
}

async function reported(planted: Partial<Cell>): Promise<Report> {
  const outcomes = await measureSection(section(planted), { rounds: 2, round_ms: 5 });
  return reportOf({ settings: { rounds: 2, round_ms: 5 }, seconds: 1, outcomes, lies: [], postgres: '18' });
}

test('one call that fails makes its cell void and the run unsound', async () => {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (calls === 3) throw new Error('planted');
  };
  const report = await reported({ measure: (ms) => drive(2, ms, call) });
  expect(report.outcomes.map(({ faults }) => faults)).toEqual([
    [],
    ['1 calls failed, the first with: planted'],
  ]);
  expect(isSound(report)).toBe(false);
  expect(markdownOf(report)).toMatch(/\| unsound \| +void \|/);
});

test('a cell whose calls left another number of rows is void', async () => {
  const report = await reported({ written: () => Promise.resolve(-1) });
  expect(report.outcomes[1]?.faults).toEqual([
    expect.stringMatching(/calls succeeded, but the database has -1/),
  ]);
  expect(isSound(report)).toBe(false);
});

test('a ledger that does not verify makes the run unsound', async () => {
  const report = await reported({});
  expect(isSound(report)).toBe(true);
  expect(isSound({ ...report, lies: ['entries: wallet w, row 1: what'] })).toBe(false);
});

test('cells take turns, the other way round every other round, and the first round does not count', async () => {
  const turns: string[] = [];
  const sample: Sample = { operations: 1, seconds: 1, p50_ms: 1, p99_ms: 1, failed: 0, errors: [] };
  const cell = (name: string): Cell => ({
    group: 'turns',
    name,
    measure: async () => {
      turns.push(name);
      return { ...sample, operations: turns.length };
    },
  });
  const cells = [cell('a'), cell('b')];
  const outcomes = await measureSection(
    { cells, prepare: () => Promise.resolve(), ledgers: () => [] },
    { rounds: 2, round_ms: 1 },
  );
  expect(turns).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(outcomes.map(({ rates }) => rates)).toEqual([
    [4, 5],
    [3, 6],
  ]);
});

test('medians, percentiles and ratios pair by pair', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
  // The machine became twice as slow in the second round: the ratio does not see it.
  expect(pairwiseRatio([100, 50, 90], [50, 25, 45])).toBe(2);
});
