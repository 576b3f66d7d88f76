import {
  type InvoiceView,
  onlyStripeKnows,
  renews,
  type SubscriptionStatus,
  type SubscriptionView,
} from '../../billing/index.js';
import { fromCredits } from '../../credits/index.js';
import { type Chip, invoiceState } from './invoice-view.js';

const STATES: Readonly<Record<SubscriptionStatus, Chip>> = {
  incomplete: { word: 'Waiting for payment', kind: 'is-info' },
  incomplete_expired: { word: 'Never begun', kind: '' },
  trialing: { word: 'Trial', kind: 'is-info' },
  active: { word: 'Active', kind: 'is-good' },
  past_due: { word: 'Payment overdue', kind: 'is-bad' },
  unpaid: { word: 'Not paid', kind: 'is-bad' },
  paused: { word: 'Paused', kind: 'is-warn' },
  canceled: { word: 'Ended', kind: '' },
};

/** A subscription as the page tells it; `amount` is hundredths of a credit per billing period. */
export function shownSubscription(subscription: SubscriptionView) {
  const { plan, credits, status, live, ends_at, rests, pending, unit_amount_minor } = subscription;
  const ending = live && ends_at !== null;
  const next = pending?.kind === 'scheduled' ? pending : null;
  return {
    ...subscription,
    name: plan,
    amount: inHundredths(credits),
    state: stateOf(subscription, ending),
    ending,
    renews: renews(subscription) && !rests && (status === 'active' || status === 'trialing'),
    /** Null where only Stripe knows it. */
    next_amount_minor: onlyStripeKnows(subscription)
      ? null
      : (next ?? { unit_amount_minor }).unit_amount_minor,
    trialing: status === 'trialing',
    past_due: status === 'past_due',
    unpaid: status === 'unpaid',
    paused: status === 'paused',
    incomplete: status === 'incomplete',
    lapsed: status === 'incomplete_expired',
    scheduled: next && { ...next, amount: inHundredths(next.credits) },
    awaited: pending?.kind === 'unpaid' ? pending : null,
  };
}

function inHundredths(credits: number | null): number | null {
  return credits === null ? null : fromCredits(credits);
}

/** What waits or rests says more than that the plan runs. */
function stateOf({ status, rests, pending }: SubscriptionView, ending: boolean): Chip {
  if (rests && (status === 'active' || status === 'trialing')) return STATES.paused;
  if (status !== 'active') return STATES[status];
  if (pending?.kind === 'unpaid') return { word: 'Change not paid', kind: 'is-warn' };
  if (ending) return { word: 'Ending', kind: 'is-warn' };
  return pending ? { word: 'Changing', kind: 'is-info' } : STATES.active;
}

export function shownInvoice(invoice: InvoiceView) {
  return { ...invoice, state: invoiceState(invoice) };
}
