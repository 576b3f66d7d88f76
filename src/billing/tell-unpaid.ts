import type { Tx } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';
import { declineReason } from './decline-reasons.js';
import { planLinesOf, subscriptionOf, type WholeInvoice } from './invoices.js';
import { instant } from './project/projection.js';
import { lastChange } from './subscriptions/last-change.js';
import { day, mailTo } from './subscriptions/plan-mail.js';

/** Longer than a change of ours takes, with all its repetitions, until Stripe has made its invoice. */
const CHANGE_MAX_MS = 86_400_000;

/**
 * Tells a customer that his plan's money could not be had, why, and where to pay it: once per attempt. What he asks for
 * himself (the first invoice, a change of plan) says so on its own page, while he looks at it.
 */
export async function tellUnpaid(
  tx: Tx,
  { invoice, user_id }: { invoice: WholeInvoice; user_id: string },
): Promise<void> {
  const { id, status, attempt_count, failure, currency, next_payment_attempt } = invoice;
  if (status !== 'open' || attempt_count === 0 || !failure) return;
  if (!(await isNews(tx, { invoice, user_id }))) return;
  await mailTo(tx, {
    user_id,
    key: `payment-failed:${id}:${attempt_count}`,
    template: 'payment-failed',
    variables: {
      amount: formatMoney(invoice.amount_remaining, currency),
      ...declineReason(failure.decline_code, failure.code),
      ...(next_payment_attempt ? { next: day(instant(next_payment_attempt)) } : {}),
      path: '/billing',
    },
  });
}

/** A change that is made in Stripe's dashboard is nobody's of ours; one by an operator is told unless he unticked it. */
async function isNews(
  tx: Tx,
  { invoice, user_id }: { invoice: WholeInvoice; user_id: string },
): Promise<boolean> {
  const { billing_reason, created } = invoice;
  const stripe_id = subscriptionOf(invoice);
  if (billing_reason !== 'subscription_update' || !stripe_id) return billing_reason === 'subscription_cycle';
  const prices = planLinesOf(invoice).map(({ price }) => price);
  const since = new Date(instant(created).getTime() - CHANGE_MAX_MS);
  const asked = await lastChange(tx, { user_id, stripe_id, since }, (wish) =>
    wish.to === 'plan_now' ? prices.includes(wish.price) : wish.to === 'go_on',
  );
  // What an operator's going on waits for is said by its own mail.
  return !asked || (asked.wish.to === 'plan_now' && asked.by_support && asked.notify);
}
