import type Stripe from 'stripe';
import type { Db } from '../platform/db.js';
import { enqueueAll } from '../platform/outbox.js';
import { raise } from './discrepancies.js';
import { READ } from './stripe/client.js';
import type { ObjectRef, ObjectType } from './stripe/mirror.js';
import type { ReadDeps } from './stripe/refresh.js';

/** Nothing swept its events while Stripe still had them. */
export interface LostTime {
  from: Date;
  until: Date;
  /** By the real clock too: a sandbox's is moved by a month in a moment, and nobody was away. */
  stood_still: boolean;
}

/** A bank takes back, and an invoice is credited, for about this long after the payment. */
const OPEN_DAYS = 180;
const DAY_SECONDS = 86_400;
const BATCH = 500;

type Listed = AsyncIterable<{ id: string }>;
type Page = { created: { gte: number }; limit: number };

/** What Stripe lists by when it was made. What may change for long after is listed from as long before. */
const LISTS: Partial<Record<ObjectType, { days: number; list(stripe: Stripe, page: Page): Listed }>> = {
  customer: { days: 0, list: (stripe, page) => stripe.customers.list(page, READ) },
  subscription: {
    days: 0,
    list: (stripe, page) => stripe.subscriptions.list({ ...page, status: 'all' }, READ),
  },
  'checkout.session': { days: 1, list: (stripe, page) => stripe.checkout.sessions.list(page, READ) },
  invoice: { days: OPEN_DAYS, list: (stripe, page) => stripe.invoices.list(page, READ) },
  charge: { days: OPEN_DAYS, list: (stripe, page) => stripe.charges.list(page, READ) },
  refund: { days: OPEN_DAYS, list: (stripe, page) => stripe.refunds.list(page, READ) },
  dispute: { days: OPEN_DAYS, list: (stripe, page) => stripe.disputes.list(page, READ) },
};

/** What we know and may be another by now, however old. The catalogue is read every hour anyway. */
const KNOWN = `
  SELECT 'customer' AS type, stripe_customer_id AS id FROM users WHERE stripe_customer_id IS NOT NULL
  UNION ALL SELECT 'payment_method', stripe_id FROM payment_methods WHERE detached_at IS NULL
  UNION ALL SELECT 'subscription', stripe_id FROM subscriptions WHERE ended_at IS NULL
  UNION ALL SELECT 'invoice', stripe_id FROM invoices WHERE status IN ('draft', 'open', 'uncollectible')
  UNION ALL SELECT 'charge', stripe_charge_id FROM payments WHERE status = 'pending'
  UNION ALL SELECT 'refund', stripe_id FROM refunds
            WHERE stripe_id IS NOT NULL AND status NOT IN ('succeeded', 'failed', 'canceled')
  UNION ALL SELECT 'dispute', stripe_id FROM disputes WHERE closed_at IS NULL`;

/**
 * We were away for longer than Stripe keeps events. So whatever may have changed in the lost time is read once more,
 * as work of its own, and operators are told: what changed and is neither listed here nor open with us is not found.
 */
export async function readInsteadOfEvents(deps: ReadDeps, lost: LostTime): Promise<void> {
  const { db } = deps;
  const { from } = lost;
  const refs = new Map<string, ObjectRef>();
  for (const ref of await db.query<ObjectRef>(KNOWN)) refs.set(ref.id, ref);
  for await (const ref of madeSince(deps.stripe, from)) refs.set(ref.id, ref);
  const all = [...refs.values()];
  const read = ({ type, id }: ObjectRef) => ({
    queue: 'stripe-objects',
    payload: { type, id },
    key: `lost:${+from}:${id}`,
  });
  for (let at = 0; at < all.length; at += BATCH)
    await db.transaction((tx) => enqueueAll(tx, all.slice(at, at + BATCH).map(read)));
  if (lost.stood_still) await tell(db, lost, all.length);
}

async function tell(db: Db, { from, until }: LostTime, objects: number): Promise<void> {
  const day = from.toISOString().slice(0, 10);
  const why = `Nobody asked for Stripe’s events from ${day} to ${until.toISOString().slice(0, 10)} while Stripe had them. Its objects are read instead; look at what is missing after that, such as cards saved meanwhile.`;
  await db.transaction((tx) =>
    raise(tx, { kind: 'events_lost', stripe_id: day, detail: { why, from, until, objects } }),
  );
}

async function* madeSince(stripe: Stripe, from: Date): AsyncGenerator<ObjectRef> {
  for (const [type, { days, list }] of Object.entries(LISTS)) {
    const gte = Math.floor(from.getTime() / 1000) - days * DAY_SECONDS;
    for await (const { id } of list(stripe, { created: { gte }, limit: 100 }))
      yield { type: type as ObjectType, id };
  }
}
