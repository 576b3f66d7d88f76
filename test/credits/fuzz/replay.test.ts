import { expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { takeClock } from '../../support/moving-clock.js';
import { COSTS } from './request.js';
import { playScript, readScript, type Script, writeScript } from './script.js';
import { differences } from './storm/explain.js';
import { lineOf } from './storm/line.js';
import { storm } from './storm/storm.js';
import { furnish } from './world.js';

const START_US = Date.parse('2026-01-01T00:00:00Z') * 1_000;
/** A ledger that asks for a hundredth too much, until a cost is changed. */
const PLANTED = COSTS.map((cost) => cost + 1);

const given = process.env.FUZZ_REPLAY;
if (given)
  test(`${given} is what the rules say`, async () => {
    const script = await readScript(given);
    await onOwnDatabase((database) => playScript(database, { script }));
  }, 3_600_000);

test('what a storm did to a wallet is written down where the ledger differs from the rules, and differs alike each time it is played', async () => {
  const script = await onOwnDatabase(scriptOfFault);
  const told = await failureOf(script, PLANTED);
  expect(told).toMatch(/"(amount|needed)": \d/);
  expect(await failureOf(script, PLANTED)).toBe(told);
  expect(await failureOf(script, COSTS)).toBeUndefined();
}, 600_000);

async function onOwnDatabase<T>(work: (database: TestDatabase) => Promise<T>): Promise<T> {
  const database = await createTestDatabase();
  return work(database).finally(() => database.close());
}

/** The first wallet of a small storm that the rules cannot explain, as it was written to its file. */
async function scriptOfFault(database: TestDatabase): Promise<Script> {
  const clock = await takeClock(database, { start: START_US, ticks: true });
  const furniture = await furnish(database.db, PLANTED);
  const { wallets, observed } = await storm(database, { clock, seed: 1, steps: 200, furniture });
  for (const wallet_id of wallets) {
    const mine = observed.filter((each) => each.wallet_id === wallet_id);
    const line = await lineOf(database.db, wallet_id, mine);
    const [fault] = differences(line).found;
    if (fault?.what === 'answer') return readScript(await writeScript(line, 'planted'));
  }
  throw new Error('the planted fault was not found');
}

function failureOf(script: Script, costs: readonly number[]): Promise<string | undefined> {
  return onOwnDatabase(async (database) => {
    const furniture = await furnish(database.db, costs);
    return playScript(database, { script, furniture }).then(
      () => undefined,
      (error: Error) => error.message,
    );
  });
}
