import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  balance,
  captureHold,
  listHolds,
  previewReturn,
  releaseHold,
  verifyLedger,
} from '../../src/credits/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createWorld, type Life, live, type World } from './life.js';
import { purchases } from './life-of-a-purchase.js';
import { policies, refund } from './life-of-returns.js';

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase();
  world = await createWorld(database);
});
afterAll(() => database.close());

/** All that the live returns of a payment did, by policy; hundredths. */
interface Counted {
  policy: 'unused' | 'full' | 'keep';
  target: number;
  settled: number;
  expired: number;
  frozen: number;
}

const countedOf = (payment_id: string) =>
  database.db.query<Counted>(
    `SELECT policy, target, taken + expired + frozen + debt AS settled, expired, frozen
     FROM returns WHERE payment_id = $1 AND live`,
    [payment_id],
  );

const total = (rows: readonly Counted[], what: 'target' | 'settled' | 'expired' | 'frozen') =>
  rows.reduce((sum, row) => sum + row[what], 0);

async function refundTheRest(life: Life, policy: Counted['policy']): Promise<void> {
  for (const payment_id of life.payments) {
    const { left } = await database.db.one<{ left: number }>(
      `SELECT p.received_minor - coalesce(sum(r.amount_minor), 0) AS left FROM payments p
       LEFT JOIN returns r ON r.payment_id = p.id AND r.live AND NOT (r.dispute_id IS NOT NULL AND r.policy = 'unused')
       WHERE p.id = $1 GROUP BY p.id`,
      [payment_id],
    );
    if (left > 0) await refund(life, { payment_id, amount_minor: left, policy });
  }
}

/** Half of what is held is spent after all. */
async function endHolds({ wallet_id }: Life): Promise<void> {
  const open = await listHolds(database.db, wallet_id, { only_open: true });
  for (const [nth, { id }] of open.entries()) {
    const request = { hold_id: id, by: { id: 'test' }, key_owner: 'company', key: randomUUID() };
    await database.db.transaction(async (tx) => {
      if (nth % 2 === 0) await captureHold(tx, request);
      else await releaseHold(tx, request);
    });
  }
}

/** What a refund of nothing more would see of the payment: what is left of it and what was used. */
const standing = (payment_id: string) =>
  previewReturn(database.db, { payment_id, amount_minor: 0, policy: 'keep' });

test('after all money went back, exactly all credits of each payment are counted, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(purchases, policies, async (steps, policy) => {
      const life = await live(world, steps);
      expect((await verifyLedger(database.db)).lies).toEqual([]);
      await refundTheRest(life, policy);
      for (const payment_id of life.payments) {
        const waiting = await countedOf(payment_id);
        const { bought } = await standing(payment_id);
        expect(total(waiting, 'target')).toBe(bought);
        expect(total(waiting, 'frozen')).toBe(0);
        for (const { target, settled } of waiting) expect(settled).toBeLessThanOrEqual(target);
      }
      await endHolds(life);
      for (const payment_id of life.payments) {
        const counted = await countedOf(payment_id);
        const { spent, expired, bought } = await standing(payment_id);
        const lacks = (of: Counted['policy']) =>
          counted
            .filter((row) => row.policy === of)
            .reduce((sum, { target, settled }) => sum + target - settled, 0);
        expect(lacks('full')).toBe(0);
        expect(lacks('unused')).toBeLessThanOrEqual(spent);
        expect(total(counted, 'expired')).toBeLessThanOrEqual(expired);
        expect(total(counted, 'settled') + lacks('unused') + lacks('keep')).toBe(bought);
      }
      expect((await verifyLedger(database.db)).lies).toEqual([]);
      const { available, debt } = await balance(database.db, life.wallet_id);
      expect(Math.min(available, debt)).toBe(0);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
});
