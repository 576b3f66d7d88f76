import {
  freezeForDispute,
  loseDispute,
  releaseDispute,
  takeForReturn,
} from '../../../../src/credits/index.js';
import type { Tx } from '../../../../src/platform/db.js';
import type { Of } from '../request.js';
import type { Done } from './told.js';

/** As the product writes refunds down: the payment is locked before the wallet. */
export async function refund(
  tx: Tx,
  wallet_id: string,
  { id, payment, amount_minor, policy }: Of<'refund'>,
): Promise<Done> {
  await tx.query('SELECT FROM payments WHERE id = $1 FOR NO KEY UPDATE', [payment]);
  await tx.query(
    `INSERT INTO refunds (id, payment_id, stripe_id, currency, amount_minor, status) VALUES ($1, $2, $3, 'eur', $4, 'succeeded')`,
    [id, payment, `re_${id}`, amount_minor],
  );
  const { target, taken, expired, debt } = await takeForReturn(tx, {
    wallet_id,
    payment_id: payment,
    refund_id: id,
    amount_minor,
    policy,
  });
  return { id, answer: { target, taken, expired, debt } };
}

/** As the product learns of disputes: the payment is locked before the wallet. */
export async function dispute(
  tx: Tx,
  wallet_id: string,
  { standing, dispute: dispute_id, payment: payment_id, amount_minor }: Of<'dispute'>,
): Promise<Done> {
  await tx.query('SELECT FROM payments WHERE id = $1 FOR NO KEY UPDATE', [payment_id]);
  await tx.query(
    `INSERT INTO disputes (id, payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable)
     VALUES ($1, $2, $3, 'eur', $4, 'needs_response', 'general', true) ON CONFLICT DO NOTHING`,
    [dispute_id, payment_id, `dp_${dispute_id}`, amount_minor],
  );
  const change = { open: freezeForDispute, lost: loseDispute, won: releaseDispute }[standing];
  await change(tx, { wallet_id, payment_id, dispute_id, amount_minor });
  return { id: dispute_id, answer: {} };
}
