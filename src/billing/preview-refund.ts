import { type Actor, requirePermission } from '../accounts/index.js';
import { previewReturn, type ReturnPolicy, type ReturnPreview } from '../credits/index.js';
import type { Db } from '../platform/db.js';
import { type PaymentView, paymentById } from './payments.js';
import { type RefundLimit, refundLimit, rolesThatMayRefund } from './refund-limits.js';
import { refundBlock } from './refunds.js';

/** What a refund would do, and whether this operator may. Money in minor units, credits in hundredths. */
export interface RefundPreview {
  payment: PaymentView;
  amount_minor: number;
  refundable_minor: number;
  credits: ReturnPreview;
  limit: RefundLimit;
  /** Whether this operator may refund so much alone; false where it is nothing. */
  within_limit: boolean;
  /** Roles that may refund this much at a time. */
  who_may: string[];
  /** Why refunds to this customer are blocked; null when they are not. */
  blocked: string | null;
}

/**
 * Foretells a refund from the same figures that requestRefund uses, without changing anything. `amount_minor` is
 * all that is left unless given, and never above it.
 *
 * @throws Forbidden, UnknownPayment
 */
export async function previewRefund(
  db: Db,
  given: { actor: Actor; payment_id: string; amount_minor?: number | undefined; policy: ReturnPolicy },
): Promise<RefundPreview> {
  const { actor, payment_id, policy } = given;
  requirePermission(actor, 'payments.refund');
  const payment = await paymentById(db, { payment_id });
  const { refundable_minor, currency, user_id } = payment;
  const amount_minor = Math.min(given.amount_minor ?? refundable_minor, refundable_minor);
  const limit = await refundLimit(db, { actor, currency });
  const allowed_minor = Math.min(limit.a_time_minor, limit.left_today_minor ?? limit.a_time_minor);
  return {
    payment,
    amount_minor,
    refundable_minor,
    credits: await previewReturn(db, { payment_id, amount_minor, policy }),
    limit,
    within_limit: amount_minor > 0 && amount_minor <= allowed_minor,
    who_may: rolesThatMayRefund(amount_minor, currency),
    blocked: (await refundBlock(db, user_id)) ?? null,
  };
}
