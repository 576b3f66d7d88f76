import type { BillingDeps } from '../deps.js';
import { overdueOf, unbilledOf } from './awaited-payment.js';
import { carryOut, type PlanChange } from './change.js';
import { PlanChangeRefused } from './errors.js';
import type { SubscriptionView } from './view.js';

/**
 * Lets a plan rest: nothing is charged and no credits come until it is resumed. What the customer has stays until its
 * date. Nothing is done where it rests already.
 *
 * @throws as carryOut; PlanChangeRefused for a plan whose payment is overdue or whose trial has run out
 */
export function pauseSubscription(deps: BillingDeps, change: PlanChange): Promise<SubscriptionView> {
  return carryOut(deps, change, {
    action: 'subscription.pause',
    isMade: (plan) => plan.rests,
    isSoAlready: 'The subscription is paused already: nothing was done.',
    decide: async (_tx, plan) => {
      if (plan.status !== 'active' && plan.status !== 'trialing')
        throw new PlanChangeRefused('Only a plan that runs can be paused: see to its payment first.');
      return { wish: { to: 'rest' }, after: { rests: true } };
    },
  });
}

/**
 * Lets a paused plan go on: from its next renewal it is charged and gives credits again. One that waits for a card
 * after its trial is charged for a period that begins at once, and goes on once that is paid; one that Stripe has given
 * up charging goes on once its present period is. Nothing is done where it runs, or waits for that payment.
 *
 * @throws as carryOut
 */
export function resumeSubscription(deps: BillingDeps, change: PlanChange): Promise<SubscriptionView> {
  return carryOut(deps, change, {
    action: 'subscription.resume',
    isMade: async ({ id, rests, status }, db) => {
      if (status === 'paused') return (await overdueOf(db, id)) !== undefined;
      return !rests && (await unbilledOf(db, id)) === undefined;
    },
    isSoAlready: 'The subscription is not paused, or only waits for its payment: nothing was done.',
    decide: async () => ({ wish: { to: 'go_on' }, after: { rests: false } }),
  });
}
