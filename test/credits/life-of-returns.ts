import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  convertGrant,
  freezeForDispute,
  listGrants,
  loseDispute,
  type ReturnPolicy,
  releaseDispute,
  takeForReturn,
  undoReturn,
  writeOffDebt,
} from '../../src/credits/index.js';
import { createDispute, createRefund } from '../support/credits.js';
import type { Life, Step } from './life.js';

const nth = fc.nat(5);
const minor = fc.integer({ min: 1, max: 500 });

export const policies = fc.constantFrom<ReturnPolicy>('unused', 'full', 'keep');

/** Some of a payment's money goes back. */
export async function refund(
  { world: { database }, wallet_id, refunds }: Life,
  money: { payment_id: string; amount_minor: number; policy: ReturnPolicy },
): Promise<void> {
  const refund_id = await createRefund(database.db, money.payment_id, money.amount_minor);
  await database.db.transaction((tx) => takeForReturn(tx, { wallet_id, refund_id, ...money }));
  refunds.push(refund_id);
}

const refunding = fc.record({ at: nth, amount_minor: minor, policy: policies }).map(
  ({ at, ...money }): Step =>
    async (life) => {
      const payment_id = life.payments[at % Math.max(1, life.payments.length)];
      if (payment_id) await refund(life, { payment_id, ...money });
    },
);
export const failing = nth.map(
  (at): Step =>
    async ({ world, wallet_id, refunds }) => {
      const refund_id = refunds[at % Math.max(1, refunds.length)];
      if (refund_id) await world.database.db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id }));
    },
);
export const disputing = fc.record({ at: nth, amount_minor: minor }).map(
  ({ at, amount_minor }): Step =>
    async ({ world: { database }, wallet_id, payments, disputes }) => {
      const payment_id = payments[at % Math.max(1, payments.length)];
      if (!payment_id) return;
      const dispute_id = await createDispute(database.db, payment_id, amount_minor);
      const money = { wallet_id, payment_id, dispute_id, amount_minor };
      await database.db.transaction((tx) => freezeForDispute(tx, money));
      disputes.push(money);
    },
);
export const deciding = fc
  .record({ at: nth, decide: fc.constantFrom(freezeForDispute, loseDispute, releaseDispute) })
  .map(
    ({ at, decide }): Step =>
      async ({ world, disputes }) => {
        const dispute = disputes[at % Math.max(1, disputes.length)];
        if (dispute) await world.database.db.transaction((tx) => decide(tx, dispute));
      },
  );
export const converting = nth.map(
  (at): Step =>
    async ({ world: { database }, wallet_id }) => {
      const grants = await listGrants(database.db, wallet_id, { only_open: true });
      const grant_id = grants[at % Math.max(1, grants.length)]?.id;
      if (!grant_id) return;
      const request = { wallet_id, grant_id, cause_id: randomUUID() };
      await database.db.transaction((tx) => convertGrant(tx, request));
    },
);
export const writingOff = fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }).map(
  (amount): Step =>
    async ({ world: { database, actor }, wallet_id }) => {
      const request = { actor, wallet_id, amount, reason: 'Property', key: randomUUID(), notify: false };
      await database.db.transaction((tx) => writeOffDebt(tx, request));
    },
);

/** Money that goes back, and what follows from it. */
export const returnSteps = [
  refunding,
  failing,
  disputing,
  { arbitrary: deciding, weight: 2 },
  converting,
  writingOff,
] as const;
