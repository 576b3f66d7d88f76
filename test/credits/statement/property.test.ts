import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  balance,
  openStatement,
  type Period,
  type StatementLine,
  statementLines,
  statementPage,
  sumStatement,
} from '../../../src/credits/index.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { createWorld, live, lives, type World } from '../life.js';

let database: TestDatabase;
let world: World;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createWorld(database);
});
afterAll(() => database.close());

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

async function linesOf(
  wallet_id: string,
  period: Period,
): Promise<{ lines: StatementLine[]; opening: number; closing: number; totals: number }> {
  const statement = await openStatement(database.db, { wallet_id, period });
  const lines: StatementLine[] = [];
  // A small chunk cuts lines of several entries in two: they must be put together again.
  for await (const line of statementLines(database.db, statement, { order: 'oldest', chunk: 2 }))
    lines.push(line);
  const { totals: told } = await sumStatement(database.db, statement);
  const totals = sum(told.map(({ amount }) => amount));
  return { lines, opening: statement.opening, closing: statement.closing, totals };
}

test('of any period of any history, opening and movements make closing, line by line', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      const moments: number[] = [];
      const { wallet_id } = await live(world, steps, async ({ now }) => {
        moments.push(now);
      });
      const edges = [null, ...[...new Set(moments)].map((at) => new Date(at)), null];
      let before = 0;
      for (const [at, from] of edges.slice(0, -1).entries()) {
        const to = edges[at + 1] ?? null;
        const { lines, opening, closing, totals } = await linesOf(wallet_id, { from, to });
        expect(opening).toBe(before);
        expect(opening + sum(lines.map(({ amount }) => amount))).toBe(closing);
        expect(opening + totals).toBe(closing);
        let running = opening;
        for (const line of lines) {
          running += line.amount;
          expect(line.available_after).toBe(running);
        }
        before = closing;
      }
      expect(before).toBe((await balance(database.db, wallet_id)).available);
    }),
    { numRuns: 20, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});

test('pages, newest first, hold the same lines as the whole, each once', async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.integer({ min: 1, max: 4 }), async (steps, limit) => {
      const { wallet_id } = await live(world, steps);
      const { lines } = await linesOf(wallet_id, { from: null, to: null });
      const statement = await openStatement(database.db, { wallet_id, period: { from: null, to: null } });
      const paged: StatementLine[] = [];
      let cursor: string | undefined;
      do {
        const page = await statementPage(database.db, statement, { limit, cursor });
        expect(page.data.length).toBeLessThanOrEqual(limit);
        paged.push(...page.data);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      const facts = (all: readonly StatementLine[]) =>
        all.map(({ first_no, last_no, amount, available_after }) => [
          first_no,
          last_no,
          amount,
          available_after,
        ]);
      expect(facts(paged.reverse())).toEqual(facts(lines));
    }),
    { numRuns: 10, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});
