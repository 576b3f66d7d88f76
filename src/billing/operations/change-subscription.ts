import type Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import { PlanChangedMeanwhile } from '../errors.js';
import type { Operation, OperationKind } from '../stripe/operations.js';
import { makeStep } from '../subscriptions/make-step.js';
import { nextStep, type Step } from '../subscriptions/next-step.js';
import { readPlan } from '../subscriptions/plan-state.js';
import { tellWish } from '../subscriptions/tell.js';
import type { ChangeSubscription } from '../subscriptions/wish.js';

/** Brings a subscription to where it is wished, by as many calls as that takes from where it is found. */
export const changeSubscription: OperationKind<ChangeSubscription> = {
  object: 'subscription',
  call: (stripe, { parameters }, options) => bringTo(stripe, parameters, options),
  // An update leaves no object of its own: whether it was made shows in the subscription's state.
  find: async (stripe, { parameters: { subscription, wish } }) => {
    const { found, state } = await readPlan(stripe, subscription, wish);
    return nextStep(state, wish) === 'done' ? found : undefined;
  },
  succeeded: (tx, operation) => tellWish(tx, operation),
  failed: lookAgain,
};

/**
 * One call after another, each decided by what the subscription is then. Each has a key of its own under the
 * operation's: the same call twice within one run has done nothing, so the plan is not what the asker saw.
 */
async function bringTo(
  stripe: Stripe,
  { subscription, wish }: ChangeSubscription,
  { idempotencyKey }: Stripe.RequestOptions,
): Promise<Stripe.Subscription> {
  const made = new Set<string>();
  for (;;) {
    const { found, state } = await readPlan(stripe, subscription, wish);
    const step = nextStep(state, wish);
    if (step === 'done') return found;
    if (step === 'outdated') throw new PlanChangedMeanwhile();
    const name = nameOf(step);
    if (made.has(name)) throw new PlanChangedMeanwhile();
    await makeStep(stripe, { state, wish, step }, { idempotencyKey: `${idempotencyKey}:${name}` });
    crashPoint('operation.step_made');
    made.add(name);
  }
}

function nameOf(step: Step): string {
  return Object.values(step).join(':');
}

function lookAgain(
  tx: Tx,
  { parameters: { subscription: id } }: Operation<ChangeSubscription>,
): Promise<void> {
  return enqueue(tx, { queue: 'stripe-objects', payload: { type: 'subscription', id } });
}
