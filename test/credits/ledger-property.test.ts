import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/accounts/index.js';
import {
  adjustCredits,
  balance,
  type CreditType,
  expireDue,
  type ReturnPolicy,
  reverseSpend,
  spend,
  takeForReturn,
  undoAdjustment,
  undoReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import { DomainError } from '../../src/platform/errors.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;

let database: TestDatabase;
let service: string;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 1);
  actor = await createOperatorActor(database.db, 'admin');
});
afterAll(() => database.close());

/** What happens to one customer; numbers name one of the things that happened before. */
interface Life {
  wallet_id: string;
  now: number;
  payments: string[];
  refunds: string[];
  spends: string[];
  adjustments: string[];
}
type Step = (life: Life) => Promise<void>;

const amount = fc.integer({ min: 1, max: 3_000 });
const nth = fc.nat(5);
const pick = (names: string[], at: number): string | undefined => names[at % Math.max(1, names.length)];

const waiting = fc.integer({ min: 1, max: 20 }).map(
  (days): Step =>
    async (life) => {
      life.now += days * DAY;
      await stopClock(database, new Date(life.now).toISOString());
    },
);
const giving = fc
  .record({
    amount,
    type: fc.constantFrom<CreditType>('subscription', 'promotional'),
    days: fc.integer({ min: 1, max: 30 }),
  })
  .map(
    ({ amount: given, type, days }): Step =>
      async ({ wallet_id, now }) => {
        await give(database.db, wallet_id, { amount: given, type, expires_at: new Date(now + days * DAY) });
      },
  );
const buying = fc.record({ granted: amount, received_minor: fc.integer({ min: 1, max: 999 }) }).map(
  (pack): Step =>
    async ({ wallet_id, payments }) => {
      payments.push((await createPaidPack(database.db, wallet_id, pack)).payment_id);
    },
);
const spending = amount.map(
  (quantity): Step =>
    async ({ wallet_id, spends }) => {
      const { spend: spent } = await spend(database.db, {
        wallet_id,
        service,
        quantity,
        key_owner: 'company',
        key: randomUUID(),
      });
      spends.push(spent.id);
    },
);
const reversing = nth.map(
  (at): Step =>
    async ({ spends }) => {
      const spend_id = pick(spends, at);
      const request = { requested_by: 'test', key_owner: 'company', key: randomUUID() };
      if (spend_id) await database.db.transaction((tx) => reverseSpend(tx, { spend_id, ...request }));
    },
);
const refunding = fc
  .record({
    at: nth,
    amount_minor: fc.integer({ min: 1, max: 500 }),
    policy: fc.constantFrom<ReturnPolicy>('unused', 'full', 'keep'),
  })
  .map(
    ({ at, amount_minor, policy }): Step =>
      async ({ wallet_id, payments, refunds }) => {
        const payment_id = pick(payments, at);
        if (!payment_id) return;
        const refund_id = await createRefund(database.db, payment_id, amount_minor);
        await database.db.transaction((tx) =>
          takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy }),
        );
        refunds.push(refund_id);
      },
  );
const failing = nth.map(
  (at): Step =>
    async ({ wallet_id, refunds }) => {
      const refund_id = pick(refunds, at);
      if (refund_id) await database.db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id }));
    },
);
const adjusting = fc.record({ direction: fc.constantFrom('up' as const, 'down' as const), amount }).map(
  (wish): Step =>
    async ({ wallet_id, adjustments }) => {
      const request = { actor, wallet_id, reason: 'Property', key: randomUUID(), notify: false, ...wish };
      adjustments.push((await database.db.transaction((tx) => adjustCredits(tx, request))).adjustment.id);
    },
);
const unadjusting = nth.map(
  (at): Step =>
    async ({ wallet_id, adjustments }) => {
      const adjustment_id = pick(adjustments, at);
      const undo = { actor, wallet_id, reason: 'Property' };
      if (adjustment_id)
        await database.db.transaction((tx) => undoAdjustment(tx, { ...undo, adjustment_id }));
    },
);

const steps = fc.array(
  fc.oneof(
    waiting,
    giving,
    buying,
    spending,
    spending,
    reversing,
    refunding,
    failing,
    adjusting,
    unadjusting,
  ),
  { minLength: 5, maxLength: 30 },
);

test('whatever happens in whatever order, the ledger verifies and the balance of then and now agree', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (wanted) => {
      await stopClock(database, new Date(START).toISOString());
      const wallet_id = await createCustomer(database.db);
      const life: Life = { wallet_id, now: START, payments: [], refunds: [], spends: [], adjustments: [] };
      for (const step of wanted) await step(life).catch(orRefused);
      expect((await verifyLedger(database.db)).lies).toEqual([]);
      const now = await balance(database.db, wallet_id);
      expect(await balance(database.db, wallet_id, new Date(life.now))).toEqual(now);
      await expireDue(database.db);
      expect(await balance(database.db, wallet_id)).toEqual(now);
      expect((await verifyLedger(database.db)).lies).toEqual([]);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
}, 120_000);

/** A refusal is an answer; anything else is a fault. */
function orRefused(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}
