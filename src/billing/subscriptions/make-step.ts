import Stripe from 'stripe';
import { PlanChangedMeanwhile } from './errors.js';
import type { Step } from './next-step.js';
import type { PlanState } from './plan-state.js';
import type { Wish } from './wish.js';

/** Makes one step at Stripe. `options` carry the step's own idempotency key. */
export async function makeStep(
  stripe: Stripe,
  { state, wish, step }: { state: PlanState; wish: Wish; step: Step },
  options: Stripe.RequestOptions,
): Promise<void> {
  switch (step.do) {
    case 'finalize_draft':
      await stripe.invoices.finalizeInvoice(step.invoice, { auto_advance: false }, options);
      break;
    case 'void_invoice':
      await voidUnpaid(stripe, step.invoice, options);
      break;
    case 'release_schedule':
      await stripe.subscriptionSchedules.release(step.schedule, {}, options);
      break;
    case 'make_schedule':
      await stripe.subscriptionSchedules.create({ from_subscription: state.id }, options);
      break;
    case 'plan_schedule':
      await stripe.subscriptionSchedules.update(step.schedule, phases(state, wish), options);
      break;
    case 'end':
      await stripe.subscriptions.cancel(state.id, {}, options);
      break;
    case 'resume':
      await stripe.subscriptions.resume(state.id, RESUMPTION, options);
      break;
    default:
      await stripe.subscriptions.update(state.id, changeOf(step, state, wish), options);
  }
}

/** @throws PlanChangedMeanwhile when its customer was paying it on Stripe's page: the change that waited for that is made */
async function voidUnpaid(stripe: Stripe, id: string, options: Stripe.RequestOptions): Promise<void> {
  try {
    await stripe.invoices.voidInvoice(id, {}, options);
  } catch (error) {
    const isRefused = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (isRefused && (await stripe.invoices.retrieve(id)).status === 'paid') throw new PlanChangedMeanwhile();
    throw error;
  }
}

/** It is tried to be paid at once, and goes on when it is. */
const RESUMPTION: Stripe.SubscriptionResumeParams = {
  billing_cycle_anchor: { type: 'now' },
  payment_behavior: 'resume_on_payment_success',
  proration_behavior: 'none',
};

function changeOf(step: Step, state: PlanState, wish: Wish): Stripe.SubscriptionUpdateParams {
  switch (step.do) {
    case 'change_now':
      return {
        ...planOf(state, wish),
        billing_cycle_anchor: { type: 'now' },
        payment_behavior: 'pending_if_incomplete',
      };
    case 'change_in_trial':
      return planOf(state, wish);
    case 'keep':
      return state.ends === 'date' ? { cancel_at: '' } : { cancel_at_period_end: false };
    case 'end_with_period':
      return { cancel_at_period_end: true };
    case 'mark_credits':
      return { metadata: { keep_credits: step.keep ? 'true' : '' } };
    case 'rest':
      return { pause_collection: { behavior: 'void' } };
    case 'collect_again':
      return { pause_collection: '' };
    default:
      throw new Error(`${step.do} is no change of the subscription itself`);
  }
}

/** The plan wished for. That it was to end with its period is taken back by the same call, so only if that is paid. */
function planOf(state: PlanState, wish: Wish): Stripe.SubscriptionUpdateParams {
  return {
    // Stripe would make it one with another price.
    items: [{ id: state.item, price: priceOf(wish), quantity: state.quantity }],
    proration_behavior: 'none',
    ...(state.ends === 'period' ? { cancel_at_period_end: false } : {}),
  };
}

/**
 * The present plan until its period ends, then the other one for a period of its own; from there it renews by itself. What
 * is taken off the price is taken off in both, and the first phase begins where it began: Stripe drops what is not said again.
 */
function phases(state: PlanState, wish: Wish): Stripe.SubscriptionScheduleUpdateParams {
  const { price, quantity, period_end: end_date } = state;
  const { start: start_date, discounts } = state.schedule?.first ?? {
    start: state.period_start,
    discounts: [],
  };
  const kept = discounts.length > 0 ? { discounts } : {};
  const interval = wish.to === 'plan_later' ? wish.interval : 'month';
  const proration_behavior = 'none';
  return {
    end_behavior: 'release',
    proration_behavior,
    phases: [
      { items: [{ price, quantity }], start_date, end_date, proration_behavior, ...kept },
      {
        items: [{ price: priceOf(wish), quantity }],
        duration: { interval, interval_count: 1 },
        proration_behavior,
        ...kept,
      },
    ],
  };
}

function priceOf(wish: Wish): string {
  if ('price' in wish) return wish.price;
  throw new Error(`a wish for ${wish.to} names no price`);
}
