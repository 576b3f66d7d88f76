import { expect, test } from '@jest/globals';
import type { JobQueue } from '../../jobs/backend.js';
import { keepSchedules } from '../../jobs/schedules.js';

/** A queue whose store keeps this schedule; answers what was done to it. */
async function done(name: 'receipts' | 'mail', kept?: { every: number; next: number }): Promise<string[]> {
  const calls: string[] = [];
  const queue = {
    getJobScheduler: async () => kept,
    upsertJobScheduler: async (_id: string, { every }: { every: number }) => calls.push(`each ${every} ms`),
    removeJobScheduler: async () => calls.push('none'),
  };
  await keepSchedules(new Map([[name, queue as unknown as JobQueue]]));
  return calls;
}

const MINUTE = 60_000;
const inMs = (ms: number) => Date.now() + ms;

test('a schedule that runs as the table says is left alone', async () => {
  expect(await done('receipts', { every: MINUTE, next: inMs(MINUTE) })).toEqual([]);
});

test('a schedule that is missing, another, or that planned no next run is put in place', async () => {
  expect(await done('receipts')).toEqual(['each 60000 ms']);
  expect(await done('receipts', { every: 2 * MINUTE, next: inMs(MINUTE) })).toEqual(['each 60000 ms']);
  expect(await done('receipts', { every: MINUTE, next: inMs(-2 * MINUTE) })).toEqual(['each 60000 ms']);
});

test('a schedule that the table no longer has is taken away', async () => {
  expect(await done('mail', { every: MINUTE, next: inMs(MINUTE) })).toEqual(['none']);
  expect(await done('mail')).toEqual([]);
});
