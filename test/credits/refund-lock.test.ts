import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { storeRefund } from '../../src/billing/refund-progress.js';
import { openWallet, spend, takeForReturn, undoReturn } from '../../src/credits/index.js';
import type { Db, Tx } from '../../src/platform/db.js';
import { createCustomer, createPaidPack, createRefund, createService } from '../support/credits.js';
import { createTestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

test('whoever has the wallet never waits for a refund of the same payment that is being asked for', async () => {
  const { db, close } = await createTestDatabase();
  const wallet_id = await createCustomer(db);
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 10_000 });
  const service = await createService(db, 6_000);
  await spend(db, { wallet_id, service, quantity: 1, key_owner: 'company', key: randomUUID() });
  const [first] = [await refund(db, { wallet_id, payment_id }), await refund(db, { wallet_id, payment_id })];

  await db.transaction(async (asking) => {
    await askForRefund(asking, payment_id);
    await db.transaction(async (failing) => {
      await failing.query("SET LOCAL lock_timeout = '2s'");
      await undoReturn(failing, { wallet_id, refund_id: first });
    });
  });
  const { taken } = await db.one<{ taken: number }>('SELECT taken FROM returns WHERE live');
  expect(taken).toBe(4_000);
  await close();
});

test('a refund that Stripe tells of takes its name only once it has the wallet', async () => {
  const { db, close } = await createTestDatabase();
  const wallet_id = await createCustomer(db);
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2_000, granted: 10_000 });
  const payment = {
    id: payment_id,
    user_id: wallet_id,
    currency: 'eur',
    received_minor: 2_000,
    description: '',
  };
  const { refund_id, operation_id } = await db.transaction((tx) => askForRefund(tx, payment_id));
  const refund = { id: 're_1', status: 'succeeded', created: 1, metadata: { operation_id } };
  const money = { wallet_id, payment_id, refund_id, amount_minor: 100, policy: 'unused' as const };

  let [tries, reading] = [0, Promise.resolve<unknown>(undefined)];
  await db.transaction(async (tx) => {
    tries += 1;
    await openWallet(tx, wallet_id);
    reading = db.transaction((other) => {
      tries += 1;
      return storeRefund(other, { payment, refund: refund as unknown as Stripe.Refund });
    });
    await waitFor(() =>
      db.maybeOne(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      ),
    );
    await takeForReturn(tx, money);
  });
  await reading;
  // Of two that wait for each other one would have been sent back to try again.
  expect(tries).toBe(2);
  expect(await db.query('SELECT stripe_id, status FROM refunds')).toEqual([
    { stripe_id: 're_1', status: 'succeeded' },
  ]);
  await close();
});

/** 900 of the 2,000 that were paid. */
async function refund(
  db: Db,
  { wallet_id, payment_id }: { wallet_id: string; payment_id: string },
): Promise<string> {
  const refund_id = await createRefund(db, payment_id, 900);
  const money = { wallet_id, payment_id, refund_id, amount_minor: 900, policy: 'unused' as const };
  await db.transaction((tx) => takeForReturn(tx, money));
  return refund_id;
}

/** As our own refunds are written down: the payment is locked, so that two of them cannot exceed it. */
async function askForRefund(
  tx: Tx,
  payment_id: string,
): Promise<{ refund_id: string; operation_id: string }> {
  return tx.one(
    `WITH operation AS (INSERT INTO stripe_operations (kind, parameters, idempotency_key) VALUES ('create_refund', '{}', $2) RETURNING id)
     INSERT INTO refunds (payment_id, operation_id, currency, amount_minor, status)
     SELECT $1, id, 'eur', 100, 'requested' FROM operation
     RETURNING id AS refund_id, operation_id`,
    [payment_id, randomUUID()],
  );
}
