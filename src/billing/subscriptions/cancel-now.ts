import type { Tx } from '../../platform/db.js';
import type { BillingDeps } from '../deps.js';
import { PlanChangeRefused } from '../errors.js';
import { carryOut, type PlanChange } from './change.js';
import { type EndRefund, requireMayRefundAll, sumOf } from './end-refund.js';
import { periodPayments } from './paid-period.js';
import type { SubscriptionView } from './view.js';

/** What becomes of a plan's credits when it ends at once. `refund` also returns what is left of the period's payment. */
export type CreditsAtEnd = 'expire' | 'keep' | 'refund';

export interface EndNow extends PlanChange {
  /** Only an operator may choose anything else than `expire`. */
  credits: CreditsAtEnd;
}

/**
 * Ends a plan now: nothing is charged any more, open invoices are void. What is left of its credits expires, is kept,
 * or goes with the refund of what is still refundable of the period's payments, which is made once Stripe has ended the
 * plan; what that leaves expires too.
 *
 * @throws as carryOut; PlanChangeRefused where there is nothing to refund, and what requestRefund throws
 */
export async function cancelNow(deps: BillingDeps, change: EndNow): Promise<SubscriptionView> {
  const { credits, operator } = change;
  if (!operator && credits !== 'expire')
    throw new PlanChangeRefused('What becomes of the credits is for our support to choose.');
  return carryOut(deps, change, {
    action: 'subscription.end_now',
    form: credits,
    isMade: (plan) => !plan.live,
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
  if (!operator || payments.length === 0)
    throw new PlanChangeRefused('Nothing was paid for this period that could be refunded.');
  const refund: EndRefund = { ...operator, key, payments };
  await requireMayRefundAll(tx, refund);
  return refund;
}
