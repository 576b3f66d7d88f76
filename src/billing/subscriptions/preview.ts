import type { Queryable } from '../../platform/db.js';
import { beingBilled, type Overdue, overdueOf } from './awaited-payment.js';
import { sumOf } from './end-refund.js';
import { NoSubscription } from './errors.js';
import { periodPayments } from './paid-period.js';
import { planCreditsLeft } from './plan-credits-left.js';
import { type SubscriptionView, subscriptionById, subscriptionOf } from './view.js';

/** What comes of letting a plan end. Credits in hundredths. */
export interface CancellationPreview {
  subscription: SubscriptionView;
  /** With the period, or on the date that it ends on anyway. */
  last_day: Date;
  /** What is left of the plan's credits: whatever of it is not spent by the end goes. */
  credits: number;
  /** What is still to be paid for periods that have begun: it stays due at the period's end, and is void when ended now. */
  overdue: Overdue | undefined;
  /** The renewal that Stripe has begun to bill: it will be charged, unless the plan is ended now. */
  being_billed: { due_minor: number; currency: string } | undefined;
  /** What was paid for the present period, and can still be refunded. */
  paid: { refundable_minor: number; currency: string } | undefined;
}

/**
 * Of the customer's live plan, or of another of his that an operator names by our id.
 * @throws NoSubscription
 */
export async function previewCancellation(
  db: Queryable,
  user_id: string,
  subscription_id?: string,
): Promise<CancellationPreview> {
  const subscription =
    subscription_id === undefined
      ? await subscriptionOf(db, user_id)
      : await subscriptionById(db, subscription_id);
  if (!subscription?.live || subscription.user_id !== user_id) throw new NoSubscription();
  return {
    subscription,
    last_day: subscription.ends_at ?? subscription.current_period_end,
    credits: await planCreditsLeft(db, subscription),
    overdue: await overdueOf(db, subscription.id),
    being_billed: await beingBilled(db, subscription.id),
    paid: await refundableOf(db, subscription),
  };
}

async function refundableOf(
  db: Queryable,
  { id, currency }: SubscriptionView,
): Promise<CancellationPreview['paid']> {
  const payments = await periodPayments(db, id);
  if (payments.length === 0) return undefined;
  return { refundable_minor: sumOf(payments), currency };
}
