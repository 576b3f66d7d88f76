import type { InvoiceView, SubscriptionStatus, SubscriptionView } from '../../billing/index.js';
import { fromCredits } from '../../credits/index.js';

interface Chip {
  word: string;
  kind: string;
}

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

const INVOICE_STATES: Readonly<Record<InvoiceView['status'], Chip>> = {
  draft: { word: 'Being prepared', kind: 'is-info' },
  open: { word: 'Open', kind: 'is-warn' },
  paid: { word: 'Paid', kind: 'is-good' },
  uncollectible: { word: 'Not paid', kind: 'is-bad' },
  void: { word: 'Void', kind: '' },
};

/** A subscription as the page tells it; `amount` is hundredths of a credit per billing period. */
export function shownSubscription(subscription: SubscriptionView) {
  const { plan, credits, status, live, ends_at } = subscription;
  const ending = live && ends_at !== null;
  return {
    ...subscription,
    name: plan,
    amount: credits === null ? null : fromCredits(credits),
    state: ending && status === 'active' ? { word: 'Ending', kind: 'is-warn' } : STATES[status],
    ending,
    renews: !ending && (status === 'active' || status === 'trialing'),
    trialing: status === 'trialing',
    past_due: status === 'past_due',
    unpaid: status === 'unpaid',
    paused: status === 'paused',
    incomplete: status === 'incomplete',
  };
}

export function shownInvoice(invoice: InvoiceView) {
  return { ...invoice, state: INVOICE_STATES[invoice.status] };
}
