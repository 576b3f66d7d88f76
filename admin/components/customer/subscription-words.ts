import { day, money } from '../parts/format.js';
import type { Subscription } from './types.js';

/** "€49.99 a month". */
export function termsWords({
  unit_amount_minor,
  period,
  currency,
}: Pick<Subscription, 'unit_amount_minor' | 'period' | 'currency'>): string {
  return `${money(unit_amount_minor, currency)} a ${period}`;
}

/** How a subscription stands, in sentences: what comes next, what waits, what is owed. */
export function standing(subscription: Subscription): readonly string[] {
  const { pending, overdue, unpaid, currency } = subscription;
  const said = [lifeWords(subscription)];
  if (pending?.kind === 'scheduled') said.push(`Becomes ${pending.plan} on ${day(pending.at)}.`);
  if (pending?.kind === 'unpaid') {
    const due = unpaid ? ` of ${money(unpaid.due_minor, unpaid.currency)}` : '';
    said.push(
      `The change to ${pending.plan} waits for its payment${due} until ${day(pending.at)}, then it lapses. ${unpaid?.decline_to_operators ?? ''}`,
    );
  }
  if (overdue)
    said.push(`${money(overdue.due_minor, currency)} is due. ${overdue.decline_to_operators ?? ''}`);
  return said.map((sentence) => sentence.trim());
}

function lifeWords(subscription: Subscription): string {
  const { status, ended_at, ends_at, rests, rests_until, trial_end, current_period_end } = subscription;
  const { unit_amount_minor, currency, discounted, has_further_items } = subscription;
  const off = `${has_further_items ? ', plus its other items' : ''}${discounted ? ', less a discount' : ''}`;
  if (ended_at) return `Ended on ${day(ended_at)}.`;
  if (status === 'incomplete') return 'Its first payment is not through yet: nothing has begun.';
  if (status === 'incomplete_expired') return 'Its first payment never came: it did not begin.';
  if (ends_at) return `Ends on ${day(ends_at)} instead of renewing.`;
  if (status === 'paused') return 'Its trial is over and no card was there: paused until it is resumed.';
  if (rests) {
    const until = rests_until ? ` until ${day(rests_until)}` : '';
    return `Paused${until}: nothing is charged and no credits are given.`;
  }
  if (status === 'trialing' && trial_end)
    return `On trial until ${day(trial_end)}, then ${termsWords(subscription)}${off}.`;
  if (status === 'past_due')
    return `Stripe tries again to charge it. The period ends on ${day(current_period_end)}.`;
  if (status === 'unpaid') return 'Stripe has given up charging it: it stands unpaid.';
  return `Renews on ${day(current_period_end)} for ${money(unit_amount_minor, currency)}${off}.`;
}
