import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import { followWithCredits, type KnownRefund, type RefundedPayment } from '../refund-progress.js';
import type { Operation, OperationKind } from '../stripe/operations.js';

/** `charge` is the payment's id in Stripe; `notify` whether the customer is told by mail. */
export interface CreateRefund {
  refund_id: string;
  charge: string;
  amount_minor: number;
  notify: boolean;
}

export const createRefund: OperationKind<CreateRefund> = {
  object: 'refund',
  call: (stripe, { id, parameters: { refund_id, charge, amount_minor } }, options) =>
    stripe.refunds.create(
      {
        charge,
        amount: amount_minor,
        reason: 'requested_by_customer',
        metadata: { refund_id, operation_id: id },
      },
      options,
    ),
  find: async (stripe, { id, parameters: { charge } }) => {
    for await (const refund of stripe.refunds.list({ charge, limit: 100 })) {
      if (refund.metadata?.operation_id === id) return refund;
    }
    return undefined;
  },
  failed: async (tx, operation) => {
    await giveCreditsBack(tx, operation);
    // Stripe's no tells that it knows more than we do: a refund from its dashboard, a dispute.
    await enqueue(tx, {
      queue: 'stripe-objects',
      payload: { type: 'charge', id: operation.parameters.charge },
    });
  },
};

/** A refund that Stripe has told about meanwhile goes by what Stripe says. */
async function giveCreditsBack(tx: Tx, { id }: Operation<CreateRefund>): Promise<void> {
  const payment = await tx.one<RefundedPayment>(
    `SELECT p.id, p.user_id, p.currency, p.received_minor, p.description
     FROM payments p JOIN refunds r ON r.payment_id = p.id WHERE r.operation_id = $1 FOR NO KEY UPDATE OF p`,
    [id],
  );
  const known = await tx.maybeOne<KnownRefund>(
    `UPDATE refunds SET status = 'failed', failure_reason = (SELECT error_message FROM stripe_operations WHERE id = $1)
     WHERE operation_id = $1 AND stripe_id IS NULL
     RETURNING id, payment_id, operation_id, amount_minor, currency, status, policy`,
    [id],
  );
  if (known) await followWithCredits(tx, { payment, known });
}
