import type { Call } from '../call.js';
import { list } from '../lists.js';
import { type Html, html } from '../pages/html.js';
import { type AfterRetries, afterRetries } from '../settings.js';
import { subscriptionsTable } from './customer.js';
import { button, panel } from './parts.js';

const LIVE = ['active', 'past_due', 'trialing', 'unpaid', 'paused', 'incomplete'];

/** Every live subscription, and what becomes of one that nobody pays. */
export async function subscriptionsPage(call: Call): Promise<Html[]> {
  const { data } = await list(call, 'subscription', '', { limit: 50 }, { status: LIVE });
  return [
    panel('Live subscriptions', html`${subscriptionsTable(data)}`),
    retriesPanel(await afterRetries(call.tx)),
  ];
}

function retriesPanel(now: AfterRetries): Html {
  const { says, other, words } = AFTER[now];
  return panel(
    'When nobody pays',
    html`<p>A declined renewal is tried again after 3, 5 and 7 days. After the last try a subscription ${says}.</p>`,
    button('after-retries', { becomes: other }, words),
  );
}

const AFTER: Readonly<Record<AfterRetries, { says: string; other: AfterRetries; words: string }>> = {
  cancel: {
    says: 'is cancelled, and its invoice given up',
    other: 'unpaid',
    words: 'Mark it as unpaid instead',
  },
  unpaid: {
    says: 'stands unpaid: its invoice stays open, and later ones stay drafts',
    other: 'cancel',
    words: 'Cancel it instead',
  },
};
