import Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import type { NoteStep, Operation, OperationKind } from '../stripe/operations.js';
import { outcomeOf } from '../stripe/outcome.js';
import { refundEnded } from '../subscriptions/end-refund.js';
import { PlanChangedMeanwhile, PlanChangePartlyMade } from '../subscriptions/errors.js';
import { makeStep } from '../subscriptions/make-step.js';
import { nextStep, type Step } from '../subscriptions/next-step.js';
import { readPlan } from '../subscriptions/plan-state.js';
import { tellWish } from '../subscriptions/tell.js';
import { whatWasDone } from '../subscriptions/what-was-done.js';
import type { ChangeSubscription } from '../subscriptions/wish.js';

/** Brings a subscription to where it is wished, by as many calls as that takes from where it is found. */
export const changeSubscription: OperationKind<ChangeSubscription> = {
  object: 'subscription',
  call: bringTo,
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

/** Whoever is refused after the first calls were made is told what they did, whichever process made them. */
async function bringTo(
  stripe: Stripe,
  { parameters, steps }: Operation<ChangeSubscription>,
  options: Stripe.RequestOptions,
  note: NoteStep,
): Promise<Stripe.Subscription> {
  const noted = [...(steps as Step[])];
  try {
    return await makeSteps(stripe, parameters, {
      options,
      note: async (step) => {
        await note(step);
        noted.push(step);
      },
    });
  } catch (error) {
    const isRefused = outcomeOf(error) === 'refused';
    const done = isRefused && noted.length > 0 ? await whatWasDone(stripe, parameters, noted) : '';
    if (!done) throw error;
    const why =
      error instanceof Stripe.errors.StripeError
        ? `the payment provider refused the rest: ${error.message}`
        : 'the plan has been changed meanwhile.';
    throw new PlanChangePartlyMade(`Only a part of it was done. ${done}, but ${why}`);
  }
}

interface Making {
  options: Stripe.RequestOptions;
  note: (step: Step) => Promise<void>;
}

/**
 * One call after another, each decided by what the subscription is then. Each has a key of its own under the
 * operation's: the same call twice within one run has done nothing, so the plan is not what the asker saw.
 */
async function makeSteps(
  stripe: Stripe,
  { subscription, wish }: ChangeSubscription,
  { options: { idempotencyKey }, note }: Making,
): Promise<Stripe.Subscription> {
  const made = new Set<string>();
  for (;;) {
    const { found, state } = await readPlan(stripe, subscription, wish);
    const step = nextStep(state, wish);
    if (step === 'done') return found;
    if (step === 'outdated') throw new PlanChangedMeanwhile();
    const name = nameOf(step);
    if (made.has(name)) throw new PlanChangedMeanwhile();
    await note(step);
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
