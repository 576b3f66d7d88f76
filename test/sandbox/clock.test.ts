import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDuration, createClock, installSandboxClock, moveSandboxClock } from '../../sandbox/clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const HOUR_MS = 3_600_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function after(from: string, duration: string) {
  return addDuration(new Date(from), duration)?.toISOString();
}

test('a duration is added in calendar months and exact hours', () => {
  expect(after('2026-01-31T12:00:00Z', 'P1M')).toBe('2026-02-28T12:00:00.000Z');
  expect(after('2024-02-29T00:00:00Z', 'P1Y')).toBe('2025-02-28T00:00:00.000Z');
  expect(after('2026-12-15T00:00:00Z', 'P2M1DT90M')).toBe('2027-02-16T01:30:00.000Z');
  expect(after('2026-01-01T00:00:00Z', 'P2W')).toBe('2026-01-15T00:00:00.000Z');
});

test('what is no duration is none', () => {
  for (const text of ['', 'P', 'PT', '1M', 'P-1M', 'P1.5D', 'P99999999999999Y']) {
    expect(addDuration(new Date(), text)).toBeNull();
  }
});

test('a moved clock tells its listeners before the move counts as done', async () => {
  const began = Date.now();
  const clock = createClock();
  const heard: number[] = [];
  clock.onMove(async (offset) => {
    heard.push(offset);
  });
  await clock.moveTo(HOUR_MS);
  expect(heard).toEqual([HOUR_MS]);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(began + HOUR_MS);
});

test("QuickScale's app.now() follows the sandbox's clock, for the application's role too", async () => {
  const ahead = async () => {
    const [row] = await database.db.query<{ ms: number }>(
      'select extract(epoch from app.now() - clock_timestamp())::float8 * 1000 as ms',
    );
    // Plus 0: a moment behind is minus zero hours.
    return Math.round((row?.ms ?? 0) / HOUR_MS) + 0;
  };
  expect(await ahead()).toBe(0);
  await installSandboxClock(database.ownerUrl);
  await moveSandboxClock(database.ownerUrl, 5 * HOUR_MS);
  expect(await ahead()).toBe(5);
  await installSandboxClock(database.ownerUrl);
  expect(await ahead()).toBe(5);
});
