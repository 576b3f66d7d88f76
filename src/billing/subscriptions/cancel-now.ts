import type { Tx } from '../../platform/db.js';
import type { BillingDeps } from '../deps.js';
import { PlanChangeRefused } from '../errors.js';
import { requestRefund } from '../refunds.js';
import { carryOut, type PlanChange } from './change.js';
import { periodPayments } from './paid-period.js';
import type { SubscriptionView } from './view.js';

/** What becomes of a plan's credits when it ends at once. `refund` also returns what is left of the period's payment. */
export type CreditsAtEnd = 'expire' | 'keep' | 'refund';

export interface EndNow extends PlanChange {
  /** Another one than the customer's live one, by our id. */
  subscription_id?: string | undefined;
  /** Only an operator may choose anything else than `expire`. */
  credits: CreditsAtEnd;
}

/**
 * Ends a plan now: nothing is charged any more, open invoices are void. What is left of its credits expires, is kept,
 * or goes with the refund of what is still refundable of the period's payments; what that leaves expires too.
 *
 * @throws as carryOut; PlanChangeRefused where there is nothing to refund, and what requestRefund throws
 */
export async function cancelNow(deps: BillingDeps, change: EndNow): Promise<SubscriptionView> {
  const { credits, subscription_id, operator } = change;
  if (!operator && credits !== 'expire')
    throw new PlanChangeRefused('What becomes of the credits is for our support to choose.');
  return carryOut(deps, change, {
    action: 'subscription.end_now',
    form: credits,
    subscription_id,
    decide: async (tx, plan) => {
      const refunded = credits === 'refund' ? await refund(tx, change, plan) : {};
      return {
        wish: { to: 'ended', credits: credits === 'keep' ? 'keep' : 'expire' },
        after: { status: 'canceled', credits, ...refunded },
      };
    },
  });
}

/** In the transaction that ends the plan: neither is done without the other. */
async function refund(tx: Tx, { operator, key: form }: EndNow, plan: SubscriptionView) {
  const payments = await periodPayments(tx, plan.id);
  if (!operator || payments.length === 0)
    throw new PlanChangeRefused('Nothing was paid for this period that could be refunded.');
  const refunds: { refund_id: string; amount_minor: number }[] = [];
  for (const { id: payment_id, refundable_minor: amount_minor } of payments) {
    const key = `end-now:${form}:${payment_id}`;
    const { id } = await requestRefund(tx, { ...operator, payment_id, amount_minor, policy: 'unused', key });
    refunds.push({ refund_id: id, amount_minor });
  }
  return { refunds };
}
