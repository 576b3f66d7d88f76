import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import { enqueue } from '../../platform/outbox.js';
import { raise } from '../discrepancies.js';
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
    await undo(tx, operation);
    // Stripe's no tells that it knows more than we do: a refund from its dashboard, a dispute.
    await enqueue(tx, {
      queue: 'stripe-objects',
      payload: { type: 'charge', id: operation.parameters.charge },
    });
  },
};

/**
 * Gives the credits back, and raises it: whoever asked has been told that the money goes back, and nobody looks again. A
 * refund that Stripe has told about meanwhile goes by what Stripe says.
 */
async function undo(tx: Tx, { id, parameters }: Operation<CreateRefund>): Promise<void> {
  const payment = await tx.one<RefundedPayment>(
    `SELECT p.id, p.user_id, p.currency, p.received_minor, p.description
     FROM payments p JOIN refunds r ON r.payment_id = p.id WHERE r.operation_id = $1 FOR NO KEY UPDATE OF p`,
    [id],
  );
  const known = await tx.maybeOne<KnownRefund & { failure_reason: string | null }>(
    `UPDATE refunds SET status = 'failed', failure_reason = (SELECT error_message FROM stripe_operations WHERE id = $1)
     WHERE operation_id = $1 AND stripe_id IS NULL
     RETURNING id, payment_id, operation_id, amount_minor, currency, status, policy, failure_reason`,
    [id],
  );
  if (!known) return;
  await followWithCredits(tx, { payment, known });
  const { amount_minor, currency, failure_reason: refusal } = known;
  const money = formatMoney(amount_minor, currency);
  const why = `Stripe refused a refund of ${money} that was asked for here: nothing went back by it, and its credits are there again.`;
  const detail = { why, refusal, amount_minor, currency, refund_id: known.id };
  const { user_id } = payment;
  await raise(tx, { kind: 'refund_mismatch', stripe_id: parameters.charge, user_id, detail });
}
