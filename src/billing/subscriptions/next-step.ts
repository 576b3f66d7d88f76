import type { PlanState } from './plan-state.js';
import type { Seen, Wish } from './wish.js';

/** One call that brings a subscription nearer to a wish. */
export type Step =
  | { do: 'finalize_draft'; invoice: string }
  | { do: 'void_invoice'; invoice: string }
  | { do: 'release_schedule'; schedule: string }
  | { do: 'keep' }
  | { do: 'change_now' }
  | { do: 'change_in_trial' }
  | { do: 'make_schedule' }
  | { do: 'plan_schedule'; schedule: string }
  | { do: 'end_with_period' }
  | { do: 'mark_credits'; keep: boolean }
  | { do: 'end' }
  | { do: 'rest' }
  | { do: 'collect_again' }
  | { do: 'resume' };

/** `outdated`: the plan is another one by now than the asker saw, so the wish is not carried out. */
export type Next = Step | 'done' | 'outdated';

/**
 * The next call on the way from how a subscription is to how it is to be. Every step can be repeated, and what was
 * done is seen in the state: a process that dies between two steps, and one that never learnt what a step did, go on
 * from here alike.
 */
export function nextStep(state: PlanState, wish: Wish): Next {
  switch (wish.to) {
    case 'plan_now':
      return towardsPlanNow(state, wish);
    case 'plan_later':
      return towardsPlanLater(state, wish);
    case 'end':
      return towardsEnd(state, wish);
    case 'ended':
      return towardsEnded(state, wish.credits === 'keep');
    case 'stay':
      return towardsStaying(state, wish);
    case 'rest':
      return running(state) ? (state.rests ? 'done' : { do: 'rest' }) : 'outdated';
    case 'go_on':
      return towardsGoingOn(state);
  }
}

function running({ over }: PlanState): boolean {
  return !over;
}

function isOutdated(state: PlanState, seen: Seen): boolean {
  return state.over || state.price !== seen.price || state.period_end !== seen.period_end;
}

function towardsStaying(state: PlanState, { seen }: Wish & { to: 'stay' }): Next {
  if (seen ? isOutdated(state, seen) : state.over) return 'outdated';
  return undoScheduled(state) ?? undoEnd(state) ?? 'done';
}

/**
 * What waits is called off first, the end with the period only by the payment itself: a decline changes nothing. An end on
 * a date of its own is none of what Stripe lets wait for a payment: it goes first, or the plan that is paid would end on it.
 */
function towardsPlanNow(state: PlanState, { price, seen }: Wish & { to: 'plan_now' }): Next {
  if (state.over) return 'outdated';
  if (state.unpaid?.price === price) return undoDate(state) ?? 'done';
  if (state.price === price) return undoScheduled(state) ?? undoEnd(state) ?? 'done';
  if (isOutdated(state, seen) || state.renewing) return 'outdated';
  const change = state.status === 'trialing' ? 'change_in_trial' : 'change_now';
  return undoScheduled(state) ?? undoDate(state) ?? { do: change };
}

function towardsPlanLater(state: PlanState, { price, seen }: Wish & { to: 'plan_later' }): Next {
  if (isOutdated(state, seen)) return 'outdated';
  const { schedule } = state;
  const planned = schedule?.next?.price === price;
  const unwanted = planned || schedule?.empty ? undoUnpaid(state) : undoScheduled(state);
  if (planned && !unwanted) return 'done';
  return (
    unwanted ??
    undoEnd(state) ??
    (schedule ? { do: 'plan_schedule', schedule: schedule.id } : { do: 'make_schedule' })
  );
}

function towardsEnd(state: PlanState, { seen }: Wish & { to: 'end' }): Next {
  if (isOutdated(state, seen)) return 'outdated';
  return undoScheduled(state) ?? (state.ends === null ? { do: 'end_with_period' } : 'done');
}

/**
 * Whether the credits are kept has to be known before the end is, since the end takes them. What is not paid goes after
 * it, so that nothing is let off where the plan lives on. Stripe goes on with a draft: it is made final, uncollected, so
 * that it can be void.
 */
function towardsEnded(state: PlanState, keep: boolean): Next {
  const { over, keeps_credits, draft_invoices, open_invoices } = state;
  if (!over && keeps_credits !== keep) return { do: 'mark_credits', keep };
  if (!over) return { do: 'end' };
  const [draft] = draft_invoices;
  if (draft) return { do: 'finalize_draft', invoice: draft };
  const [invoice] = open_invoices;
  return invoice ? { do: 'void_invoice', invoice } : 'done';
}

/**
 * One that is paused stays so at Stripe until its invoice is paid. One that is unpaid goes on once its latest invoice is,
 * which Stripe has left a draft where a period has begun since.
 */
function towardsGoingOn(state: PlanState): Next {
  if (state.over) return 'outdated';
  if (state.status === 'unpaid' && state.renewing) return { do: 'finalize_draft', invoice: state.renewing };
  if (state.status === 'paused') return state.awaits_payment ? 'done' : { do: 'resume' };
  return state.rests ? { do: 'collect_again' } : 'done';
}

function undoScheduled(state: PlanState): Step | undefined {
  const { schedule } = state;
  return undoUnpaid(state) ?? (schedule ? { do: 'release_schedule', schedule: schedule.id } : undefined);
}

function undoUnpaid({ unpaid }: PlanState): Step | undefined {
  return unpaid ? { do: 'void_invoice', invoice: unpaid.invoice } : undefined;
}

function undoDate(state: PlanState): Step | undefined {
  return state.ends === 'date' ? undoEnd(state) : undefined;
}

function undoEnd({ ends }: PlanState): Step | undefined {
  return ends === null ? undefined : { do: 'keep' };
}
