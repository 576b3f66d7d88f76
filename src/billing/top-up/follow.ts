import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { idOf, uuidIn } from '../project/projection.js';
import { mirrored } from '../stripe/mirror.js';
import { settleDeclined, settlePaid } from './settle.js';

const LOST: readonly Stripe.PaymentIntent.Status[] = [
  'requires_payment_method',
  'requires_action',
  'canceled',
];

/**
 * Settles the top-up that made an intent, where the intent says that nothing was paid. A challenge counts as a
 * decline: nobody is there to pass it. What was paid is settled with the charge that brings the credits.
 */
export async function followIntent(tx: Tx, intent: Stripe.PaymentIntent): Promise<void> {
  const operation_id = uuidIn(intent.metadata, 'operation_id');
  if (!operation_id || !LOST.includes(intent.status)) return;
  const { code = null, decline_code = null } = intent.last_payment_error ?? {};
  const asked = intent.status === 'requires_action' ? 'authentication_required' : null;
  await settleDeclined(tx, { operation_id, failure_code: asked ?? code, decline_code });
}

/** Settles the top-up whose charge has just been registered, if one made it. Credits in hundredths. */
export async function followPaid(
  tx: Tx,
  { charge, credit_amount }: { charge: Stripe.Charge; credit_amount: number },
): Promise<void> {
  const intent = await mirrored<Stripe.PaymentIntent>(tx, idOf(charge.payment_intent) ?? '');
  const operation_id = uuidIn(intent?.metadata, 'operation_id');
  if (operation_id) await settlePaid(tx, { operation_id, credit_amount });
}
