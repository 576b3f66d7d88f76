import Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import { PlanChangedMeanwhile, PlanChangePartlyMade } from '../errors.js';
import type { Operation, OperationKind } from '../stripe/operations.js';
import { outcomeOf } from '../stripe/outcome.js';
import { refundEnded } from '../subscriptions/end-refund.js';
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
  succeeded: async (tx, operation) => {
    const { subscription, refund } = operation.parameters;
    await tellWish(tx, operation);
    if (refund) await refundEnded(tx, { refund, subscription, user_id: operation.user_id });
  },
  failed: lookAgain,
};

/** Whoever is refused after the first calls were made is told what they did. */
async function bringTo(
  stripe: Stripe,
  change: ChangeSubscription,
  options: Stripe.RequestOptions,
): Promise<Stripe.Subscription> {
  const made = new Map<string, Step>();
  try {
    return await makeSteps(stripe, change, { made, options });
  } catch (error) {
    const done = outcomeOf(error) === 'refused' ? whatWasDone([...made.values()]) : '';
    if (!done) throw error;
    const why =
      error instanceof Stripe.errors.StripeError
        ? `the payment provider refused the rest: ${error.message}`
        : 'the plan has been changed meanwhile.';
    throw new PlanChangePartlyMade(`Only a part of it was done. ${done}, but ${why}`);
  }
}

/**
 * One call after another, each decided by what the subscription is then. Each has a key of its own under the
 * operation's: the same call twice within one run has done nothing, so the plan is not what the asker saw.
 */
async function makeSteps(
  stripe: Stripe,
  { subscription, wish }: ChangeSubscription,
  { made, options: { idempotencyKey } }: { made: Map<string, Step>; options: Stripe.RequestOptions },
): Promise<Stripe.Subscription> {
  for (;;) {
    const { found, state } = await readPlan(stripe, subscription, wish);
    const step = nextStep(state, wish);
    if (step === 'done') return found;
    if (step === 'outdated') throw new PlanChangedMeanwhile();
    const name = nameOf(step);
    if (made.has(name)) throw new PlanChangedMeanwhile();
    await makeStep(stripe, { state, wish, step }, { idempotencyKey: `${idempotencyKey}:${name}` });
    crashPoint('operation.step_made');
    made.set(name, step);
  }
}

/** In words, each once; empty where nobody sees anything of what the steps did. */
function whatWasDone(steps: readonly Step[]): string {
  return [...new Set(steps.flatMap((step) => WORDS[step.do] ?? []))].join(', and ');
}

const WORDS: Readonly<Partial<Record<Step['do'], string>>> = {
  void_invoice: 'The invoice that was open is void',
  release_schedule: 'The change that was to come with the end of the period is called off',
  keep: 'The plan does not end any more',
  end: 'The plan has ended',
};

function nameOf(step: Step): string {
  return Object.values(step).join(':');
}

function lookAgain(
  tx: Tx,
  { parameters: { subscription: id } }: Operation<ChangeSubscription>,
): Promise<void> {
  return enqueue(tx, { queue: 'stripe-objects', payload: { type: 'subscription', id } });
}
