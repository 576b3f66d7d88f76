import type { Actor } from '../../accounts/index.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { formatMoney } from '../../platform/money.js';
import { raise } from '../discrepancies.js';
import { refundLimit, requireWithinLimit } from '../refund-limits.js';
import { type RefundRequest, requestRefund, requireMayRefund } from '../refunds.js';
import type { PeriodPayment } from './paid-period.js';

/** What goes back once a plan has ended: as an operator asked for it, all that is refundable of these payments. */
export interface EndRefund {
  actor: Actor;
  reason: string;
  ticket?: string | undefined;
  notify: boolean;
  /** The form's. */
  key: string;
  payments: readonly PeriodPayment[];
}

/**
 * Whether it could be written down now. Together the payments have to stay within the day's limit too.
 * @throws as requestRefund
 */
export async function requireMayRefundAll(tx: Tx, refund: EndRefund): Promise<void> {
  const { actor, payments } = refund;
  for (const payment of payments) await requireMayRefund(tx, requestFor(refund, payment));
  const [first] = payments;
  if (!first) return;
  const { currency } = first;
  const { left_today_minor } = await refundLimit(tx, { actor, currency });
  const limit = { a_time_minor: Number.MAX_SAFE_INTEGER, left_today_minor };
  requireWithinLimit(limit, { amount_minor: sumOf(payments), currency });
}

/** What all of them come to; minor units. */
export function sumOf(payments: readonly PeriodPayment[]): number {
  return payments.reduce((sum, { refundable_minor }) => sum + refundable_minor, 0);
}

/**
 * Writes the refunds down: the plan has ended. What can not go back any more, by a dispute or another refund since, is
 * for an operator to look at.
 */
export async function refundEnded(
  tx: Tx,
  { refund, subscription, user_id }: { refund: EndRefund; subscription: string; user_id: string | null },
): Promise<void> {
  const refused: string[] = [];
  for (const payment of refund.payments) {
    try {
      await requestRefund(tx, requestFor(refund, payment));
    } catch (error) {
      // Whatever refuses a refund does so before anything of it is written.
      if (!(error instanceof DomainError)) throw error;
      refused.push(`${formatMoney(payment.refundable_minor, payment.currency)}: ${error.message}`);
    }
  }
  if (refused.length === 0) return;
  const why =
    'A plan was ended with a refund of its period, and the plan is over, but the refund was refused.';
  await raise(tx, { kind: 'refund_mismatch', stripe_id: subscription, user_id, detail: { why, refused } });
}

function requestFor(
  { payments: _, key, ...asked }: EndRefund,
  { id: payment_id, refundable_minor: amount_minor }: PeriodPayment,
): RefundRequest {
  return { ...asked, payment_id, amount_minor, policy: 'unused', key: `end-now:${key}:${payment_id}` };
}
