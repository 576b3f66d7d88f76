import type { BillingDeps } from '../deps.js';
import { carryOut, type PlanChange } from './change.js';
import { seenBy } from './seen.js';
import type { SubscriptionView } from './view.js';

/**
 * Lets a plan end with its period, in place of any other change that waits; until then it can be kept. Nothing is done
 * where it ends already.
 *
 * @throws as carryOut
 */
export function cancelAtPeriodEnd(deps: BillingDeps, change: PlanChange): Promise<SubscriptionView> {
  return carryOut(deps, change, {
    action: 'subscription.end',
    isMade: (plan) => plan.ends_at !== null && plan.pending === null,
    isSoAlready: 'The subscription is to end already: nothing was done.',
    decide: async (_tx, plan) => ({
      wish: { to: 'end', seen: seenBy(plan) },
      after: { ends_at: plan.current_period_end },
    }),
  });
}

/**
 * Takes back whatever waits: that the plan ends, that it becomes another one, that one waits to be paid. It renews as
 * it is. Nothing is done where nothing waits.
 *
 * @throws as carryOut
 */
export function keepSubscription(deps: BillingDeps, change: PlanChange): Promise<SubscriptionView> {
  return carryOut(deps, change, {
    action: 'subscription.keep',
    isMade: (plan) => plan.ends_at === null && plan.pending === null,
    isSoAlready: 'Nothing of the subscription waits that could be taken back: nothing was done.',
    decide: async (_tx, plan) => ({
      wish: { to: 'stay', seen: seenBy(plan) },
      after: { plan: plan.plan, ends_at: null },
    }),
  });
}
