import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { balance, type Explanation, explain } from '../../../src/credits/index.js';
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

/** What the explanation shows, added up by somebody who reads the page. */
function addedUp({ grants, older, debts }: Explanation) {
  const all = [...grants, ...(older ? [older] : [])];
  return {
    available: sum(all.map(({ left }) => left)),
    held: sum(all.map(({ held }) => held)),
    frozen: sum(all.map(({ frozen }) => frozen)),
    debt: sum(debts.map(({ outstanding }) => outstanding)),
  };
}

test('at any moment of any history the explanation adds up to the balance, grant by grant', async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(30), async (steps, told) => {
      const moments: Date[] = [];
      const { wallet_id } = await live(world, steps, async (life) => {
        moments.push(new Date(life.now - 30_000), new Date(life.now));
      });
      for (const at of moments) {
        const explained = await explain(database.db, { wallet_id, at, told });
        const { available, held, frozen, debt, by_type } = await balance(database.db, wallet_id, at);
        expect(addedUp(explained)).toEqual({ available, held, frozen, debt });
        expect(explained).toMatchObject({ available, held, frozen, debt });
        expect(explained.grants.length).toBeLessThanOrEqual(told);
        if (!explained.older) {
          for (const type of ['subscription', 'promotional', 'pay_as_you_go'] as const)
            expect(sum(explained.grants.filter((grant) => grant.type === type).map(({ left }) => left))).toBe(
              by_type[type],
            );
        }
        for (const grant of [...explained.grants, ...(explained.older ? [explained.older] : [])])
          expect(grant.left + grant.held + grant.frozen + sum(grant.parts.map((part) => part.amount))).toBe(
            grant.amount,
          );
        for (const owed of explained.debts)
          expect(owed.outstanding + sum(owed.repayments.map(({ amount }) => amount))).toBe(owed.amount);
        expect(explained.given - sum(explained.gone.map(({ amount }) => amount))).toBe(
          available + held + frozen,
        );
      }
    }),
    { numRuns: 25, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});
