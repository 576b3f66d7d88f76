import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { raise, resolve } from '../discrepancies.js';
import { isLive, type KnownRefund, type RefundedPayment, storeRefund } from '../refund-progress.js';
import { READ } from '../stripe/client.js';
import { mirrored, type ObjectRef } from '../stripe/mirror.js';
import { idOf, type Projection, uuidIn } from './projection.js';

export const refundProjection: Projection<Stripe.Refund> = {
  read: (stripe, id) => stripe.refunds.retrieve(id, {}, READ),
  needs: async (_at, refund) => {
    const charge = idOf(refund.charge);
    return charge ? [{ type: 'charge', id: charge }] : [];
  },
  project: registerRefund,
};

async function registerRefund(tx: Tx, refund: Stripe.Refund): Promise<ObjectRef[]> {
  if (await letsGo(tx, refund)) return [];
  const payment = await tx.maybeOne<RefundedPayment>(
    `SELECT id, user_id, currency, received_minor, description FROM payments WHERE stripe_charge_id = $1 FOR NO KEY UPDATE`,
    [idOf(refund.charge)],
  );
  if (!payment) {
    const detail = {
      why: 'Money went back for a payment that is not registered.',
      charge: idOf(refund.charge),
      amount_minor: refund.amount,
    };
    await raise(tx, { kind: 'refund_mismatch', stripe_id: refund.id, detail });
    return [];
  }
  const known = await storeRefund(tx, { payment, refund });
  const why = await misfit(tx, { payment, refund, known });
  if (why)
    await raise(tx, {
      kind: 'refund_mismatch',
      stripe_id: refund.id,
      user_id: payment.user_id,
      detail: { why },
    });
  else await resolve(tx, { stripe_id: refund.id, kinds: ['refund_mismatch'], reason: 'Registered.' });
  return [];
}

/** Stripe calls it a refund, too, when money that was only authorised is let go: none was paid, and none goes back. */
async function letsGo(tx: Tx, refund: Stripe.Refund): Promise<boolean> {
  const charge = await mirrored<Stripe.Charge>(tx, idOf(refund.charge) ?? '');
  return charge?.status === 'succeeded' && !charge.captured;
}

interface Standing {
  doubled: boolean;
  given_back: boolean;
  /** Minor units, of all live refunds of the payment. */
  returned: number;
}

async function misfit(
  tx: Tx,
  { payment, refund, known }: { payment: RefundedPayment; refund: Stripe.Refund; known: KnownRefund },
): Promise<string | undefined> {
  if (known.amount_minor !== refund.amount) return 'Stripe refunded another amount than was asked for.';
  const { doubled, given_back, returned } = await tx.one<Standing>(
    `SELECT EXISTS (SELECT FROM refunds WHERE operation_id = $3 AND id <> $2) AS doubled,
            EXISTS (SELECT FROM returns WHERE refund_id = $2 AND NOT live) AS given_back,
            (SELECT coalesce(sum(amount_minor), 0) FROM refunds
             WHERE payment_id = $1 AND status NOT IN ('failed', 'canceled')) AS returned`,
    [payment.id, known.id, uuidIn(refund.metadata, 'operation_id')],
  );
  if (doubled) return 'It names an operation of ours that another refund belongs to.';
  if (given_back && isLive(known.status))
    return 'It had failed here, its credits were given back, and Stripe pays it after all.';
  return returned > payment.received_minor ? 'More was refunded than was paid.' : undefined;
}
