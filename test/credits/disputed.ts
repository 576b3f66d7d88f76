import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  balance,
  freezeForDispute,
  loseDispute,
  previewReturn,
  type ReturnPolicy,
  releaseDispute,
  reverseSpend,
  spend,
  takeForReturn,
  undoReturn,
} from '../../src/credits/index.js';
import type { Db } from '../../src/platform/db.js';
import { createCustomer, createDispute, createPaidPack, createRefund } from '../support/credits.js';

/** A customer who bought 500 credits for 20.00, and a dispute about it: what may happen to him. */
export async function disputed(
  { db, service }: { db: Db; service: string },
  { amount_minor = 2_000, ...more }: { amount_minor?: number; expires_at?: Date } = {},
) {
  const wallet_id = await createCustomer(db);
  const pack = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 50_000, ...more });
  const dispute_id = await createDispute(db, pack.payment_id, amount_minor);
  const money = { wallet_id, payment_id: pack.payment_id, dispute_id, amount_minor };
  return {
    ...pack,
    ...money,
    opens: () => db.transaction((tx) => freezeForDispute(tx, money)),
    loses: () => db.transaction((tx) => loseDispute(tx, money)),
    ends: () => db.transaction((tx) => releaseDispute(tx, money)),
    standing: async () => {
      const { available, frozen, debt } = await balance(db, wallet_id);
      return { available, frozen, debt };
    },
    refund: async (refunded_minor: number, policy: ReturnPolicy = 'unused') => {
      const refund_id = await createRefund(db, pack.payment_id, refunded_minor);
      const wish = { payment_id: pack.payment_id, amount_minor: refunded_minor, policy };
      const preview = await previewReturn(db, wish);
      const taken = await db.transaction((tx) => takeForReturn(tx, { ...wish, wallet_id, refund_id }));
      const { available } = await balance(db, wallet_id);
      expect({ taken: preview.taken_now, debt: preview.debt, available: preview.available_after }).toEqual({
        taken: taken.taken,
        debt: taken.debt,
        available,
      });
      return { ...taken, fails: () => db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id })) };
    },
    use: async (quantity: number) =>
      (await spend(db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() })).spend.id,
    runFails: (spend_id: string) =>
      db.transaction((tx) =>
        reverseSpend(tx, { spend_id, requested_by: 'test', key_owner: 'company', key: randomUUID() }),
      ),
    expireNow: () =>
      db.query('UPDATE grants SET expires_at = app.now() WHERE wallet_id = $1 AND id = $2', [
        wallet_id,
        pack.grant_id,
      ]),
  };
}
