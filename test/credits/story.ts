import { randomUUID } from 'node:crypto';
import { adjustCredits, reverseSpend, spend, takeForReturn, undoReturn } from '../../src/credits/index.js';
import type { Db } from '../../src/platform/db.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';

/** A wallet with a row of every kind: grants of each type, spends, a reversal, adjustments, returns live and undone, debt. */
export async function fullStory(db: Db): Promise<string> {
  const wallet_id = await createCustomer(db);
  const service = await createService(db, 150);
  const actor = await createOperatorActor(db, 'admin');
  const use = (quantity: number) =>
    spend(db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });
  const adjust = (direction: 'up' | 'down', amount: number) =>
    db.transaction((tx) =>
      adjustCredits(tx, { actor, wallet_id, direction, amount, reason: 'Story', key: randomUUID() }),
    );
  const refund = async (payment_id: string, amount_minor: number, policy: 'unused' | 'full') => {
    const refund_id = await createRefund(db, payment_id, amount_minor);
    await db.transaction((tx) =>
      takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy }),
    );
    return refund_id;
  };

  await give(db, wallet_id, {
    amount: 1_000,
    type: 'subscription',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  const pack = await createPaidPack(db, wallet_id, { received_minor: 999, granted: 10_000 });
  const { spend: first } = await use(20);
  await use(1);
  const reversal = { spend_id: first.id, requested_by: 'story', key_owner: 'company', key: randomUUID() };
  await db.transaction((tx) => reverseSpend(tx, reversal));
  await adjust('up', 700);
  await adjust('down', 1_100);
  const failed = await refund(pack.payment_id, 333, 'unused');
  await db.transaction((tx) => undoReturn(tx, { wallet_id, refund_id: failed }));
  await refund(pack.payment_id, 333, 'unused');
  await use(40);
  await refund(pack.payment_id, 666, 'full');
  await give(db, wallet_id, { amount: 200 });
  return wallet_id;
}
