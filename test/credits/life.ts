import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Actor } from '../../src/accounts/index.js';
import {
  adjustCredits,
  type CreditType,
  captureHold,
  type DisputedMoney,
  placeHold,
  releaseHold,
  reverseSpend,
  spend,
  undoAdjustment,
} from '../../src/credits/index.js';
import { DomainError } from '../../src/platform/errors.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createService,
  give,
} from '../support/credits.js';
import type { TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';
import { returnSteps } from './life-of-returns.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Where lives take place: services that cost 0.01 and nothing else, and an operator who may do all. */
export interface World {
  database: TestDatabase;
  services: string[];
  actor: Actor;
}

/** What happens to one customer; steps name things that happened before by their place in these lists. */
export interface Life {
  world: World;
  wallet_id: string;
  /** The clock: it stands still but for the steps that wait. */
  now: number;
  payments: string[];
  refunds: string[];
  spends: string[];
  adjustments: string[];
  holds: string[];
  disputes: DisputedMoney[];
}
export type Step = (life: Life) => Promise<void>;

export async function createWorld(database: TestDatabase): Promise<World> {
  const { db } = database;
  const services = [await createService(db, 1), await createService(db, 1)];
  return { database, services, actor: await createOperatorActor(db, 'admin') };
}

/** Lives the steps one after another; refusals are answers. `after` is called after each step. */
export async function live(
  world: World,
  steps: readonly Step[],
  after: (life: Life) => Promise<void> = async () => undefined,
): Promise<Life> {
  await stopClock(world.database, new Date(START).toISOString());
  const wallet_id = await createCustomer(world.database.db);
  const none = { payments: [], refunds: [], spends: [], adjustments: [], holds: [], disputes: [] };
  const life: Life = { world, wallet_id, now: START, ...none };
  for (const step of steps) {
    await step(life).catch(orRefused);
    await after(life);
  }
  return life;
}

const amount = fc.integer({ min: 1, max: 3_000 });
const nth = fc.nat(5);
const pick = (names: string[], at: number): string | undefined => names[at % Math.max(1, names.length)];
export const key = () => ({ key_owner: 'company' as const, key: randomUUID() });

export const waiting = fc
  .oneof(
    fc.integer({ min: 1, max: 20 }).map((days) => days * DAY),
    fc.integer({ min: 1, max: 60 }).map((minutes) => minutes * MINUTE),
  )
  .map(
    (ms): Step =>
      async (life) => {
        life.now += ms;
        await stopClock(life.world.database, new Date(life.now).toISOString());
      },
  );
export const giving = fc
  .record({
    amount,
    type: fc.constantFrom<CreditType>('subscription', 'promotional'),
    days: fc.integer({ min: 1, max: 30 }),
  })
  .map(
    ({ days, ...grant }): Step =>
      async ({ world, wallet_id, now }) => {
        await give(world.database.db, wallet_id, { ...grant, expires_at: new Date(now + days * DAY) });
      },
  );
export const buying = fc
  .record({
    granted: amount,
    received_minor: fc.integer({ min: 1, max: 999 }),
    days: fc.option(fc.integer({ min: 1, max: 30 })),
  })
  .map(
    ({ days, ...pack }): Step =>
      async ({ world, wallet_id, payments, now }) => {
        const until = days === null ? {} : { expires_at: new Date(now + days * DAY) };
        const bought = await createPaidPack(world.database.db, wallet_id, { ...pack, ...until });
        payments.push(bought.payment_id);
      },
  );
const spending = fc.record({ quantity: amount, of: fc.nat(1) }).map(
  ({ quantity, of }): Step =>
    async ({ world, wallet_id, spends }) => {
      const service = pick(world.services, of) ?? '';
      const made = await spend(world.database.db, { wallet_id, service, quantity, ...key() });
      spends.push(made.spend.id);
    },
);
export const reversing = nth.map(
  (at): Step =>
    async ({ world, spends }) => {
      const spend_id = pick(spends, at);
      if (!spend_id) return;
      const request = { spend_id, requested_by: 'test', ...key() };
      await world.database.db.transaction((tx) => reverseSpend(tx, request));
    },
);
const holding = fc.record({ quantity: amount, minutes: fc.integer({ min: 1, max: 1_440 }) }).map(
  ({ quantity, minutes }): Step =>
    async ({ world, wallet_id, holds }) => {
      const request = { wallet_id, service: world.services[0] ?? '', quantity, made_by: 'test', ...key() };
      const expires_in_s = minutes * 60;
      const placed = await world.database.db.transaction((tx) => placeHold(tx, { ...request, expires_in_s }));
      holds.push(placed.hold.id);
    },
);
export const capturing = fc.record({ at: nth, amount: fc.option(amount, { nil: undefined }) }).map(
  ({ at, amount: part }): Step =>
    async ({ world, holds, spends }) => {
      const hold_id = pick(holds, at);
      if (!hold_id) return;
      const request = { hold_id, amount: part, by: { id: 'test' }, ...key() };
      const { capture } = await world.database.db.transaction((tx) => captureHold(tx, request));
      spends.push(capture.spend.id);
    },
);
export const releasing = nth.map(
  (at): Step =>
    async ({ world, holds }) => {
      const hold_id = pick(holds, at);
      if (!hold_id) return;
      await world.database.db.transaction((tx) => releaseHold(tx, { hold_id, by: { id: 'test' }, ...key() }));
    },
);
const adjusting = fc.record({ direction: fc.constantFrom('up' as const, 'down' as const), amount }).map(
  (wish): Step =>
    async ({ world: { database, actor }, wallet_id, adjustments }) => {
      const request = { actor, wallet_id, reason: 'Property', key: randomUUID(), notify: false, ...wish };
      const { adjustment } = await database.db.transaction((tx) => adjustCredits(tx, request));
      adjustments.push(adjustment.id);
    },
);
const unadjusting = nth.map(
  (at): Step =>
    async ({ world, wallet_id, adjustments }) => {
      const adjustment_id = pick(adjustments, at);
      if (!adjustment_id) return;
      const undo = { actor: world.actor, wallet_id, reason: 'Property', adjustment_id };
      await world.database.db.transaction((tx) => undoAdjustment(tx, undo));
    },
);

/** Lives of 5 to 30 steps of every kind. */
export const lives = fc.array(
  fc.oneof(
    waiting,
    giving,
    buying,
    { arbitrary: spending, weight: 2 },
    reversing,
    holding,
    capturing,
    releasing,
    adjusting,
    unadjusting,
    ...returnSteps,
  ),
  { minLength: 5, maxLength: 30 },
);

/** A refusal is an answer; anything else is a fault. */
function orRefused(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}
