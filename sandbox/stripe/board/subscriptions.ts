import type { Call } from '../call.js';
import { list } from '../lists.js';
import type { Subscription } from '../objects/subscription.js';
import { type Html, html } from '../pages/html.js';
import { type AfterRetries, afterRetries } from '../settings.js';
import { subscriptionsTable } from './customer.js';
import { button, panel } from './parts.js';

const LIVE = ['active', 'past_due', 'trialing', 'unpaid', 'paused', 'incomplete'];

/** Every live subscription, and what becomes of one that nobody pays. */
export async function subscriptionsPage(call: Call): Promise<Html[]> {
  const { data } = await list(call, 'subscription', '', { limit: 50 }, { status: LIVE });
  return [
    panel('Live subscriptions', html`${subscriptionsTable(data, await namesOf(call, data))}`),
    retriesPanel(await afterRetries(call.tx)),
  ];
}

/** What each subscription's customer is called, by his id. */
async function namesOf(call: Call, plans: readonly Subscription[]): Promise<Map<string, string>> {
  const { rows } = await call.tx.query<{ id: string; name: string }>(
    `select id, coalesce(doc ->> 'name', doc ->> 'email', id) as name from objects where id = any($1)`,
    [plans.map(({ customer }) => String(customer))],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
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
