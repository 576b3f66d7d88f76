import type { Tx } from '../../platform/db.js';
import type { BillingDeps } from '../deps.js';
import { carryOut, type PlanChange } from './change.js';
import { type EndRefund, requireMayRefundAll, sumOf } from './end-refund.js';
import { PlanChangeRefused } from './errors.js';
import type { OnBehalf } from './on-behalf.js';
import { periodPayments } from './paid-period.js';
import type { SubscriptionView } from './view.js';

/** What becomes of a plan's credits when it ends at once. `refund` also returns what is left of the period's payment. */
export type CreditsAtEnd = 'expire' | 'keep' | 'refund';

/** An operator's alone: a customer ends his plan with its period. */
export interface EndNow extends PlanChange {
  credits: CreditsAtEnd;
  operator: OnBehalf;
}

/**
 * Ends a plan now: nothing is charged any more, open invoices are void. What is left of its credits expires, is kept,
 * or goes with the refund of what is still refundable of the period's payments, which is made once Stripe has ended the
 * plan; what that leaves expires too.
 *
 * @throws as carryOut; PlanChangeRefused where there is nothing to refund, and what requestRefund throws
 */
export async function cancelNow(deps: BillingDeps, change: EndNow): Promise<SubscriptionView> {
  const { credits } = change;
  return carryOut(deps, change, {
    action: 'subscription.end_now',
    form: credits,
    isMade: (plan) => !plan.live,
    isSoAlready: 'The subscription has ended already: nothing was done.',
    decide: async (tx, plan) => {
      const refund = credits === 'refund' ? await refundOf(tx, change, plan) : undefined;
      return {
        wish: { to: 'ended', credits: credits === 'keep' ? 'keep' : 'expire' },
        after: {
          status: 'canceled',
          credits,
          ...(refund ? { refunded_minor: sumOf(refund.payments) } : {}),
        },
        ...(refund ? { refund } : {}),
      };
    },
  });
}

/**
 * What is to go back once the plan has ended. That it may is known before anything is done.
 * @throws as cancelNow
 */
async function refundOf(tx: Tx, { operator, key }: EndNow, plan: SubscriptionView): Promise<EndRefund> {
  const payments = await periodPayments(tx, plan.id);
  if (payments.length === 0)
    throw new PlanChangeRefused('Nothing was paid for this period that could be refunded.');
  const refund: EndRefund = { ...operator, key, payments };
  await requireMayRefundAll(tx, refund);
  return refund;
}
