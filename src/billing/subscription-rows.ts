import type Stripe from 'stripe';
import type { Queryable, Tx } from '../platform/db.js';
import { idOf, instant, uuidIn } from './project/projection.js';
import { mirrored } from './stripe/mirror.js';
import { scheduleState } from './subscriptions/schedule-state.js';

export interface KnownSubscription {
  id: string;
  stripe_id: string;
  user_id: string;
  /** Whether it had not ended yet, before this. */
  was_live: boolean;
  /** Whether its first payment was through, before this, or it needed none. */
  had_begun: boolean;
  /** Whether it was to another price, before this. */
  was_to_another: boolean;
}

/** States in which a subscription is a customer's one. */
export const LIVE: readonly Stripe.Subscription.Status[] = [
  'trialing',
  'active',
  'past_due',
  'paused',
  'unpaid',
];

/** The user whom a customer of Stripe's is linked to, else whom it names; null when nobody knows him. */
export async function userOfCustomer(db: Queryable, customer: string | null): Promise<string | null> {
  if (!customer) return null;
  const named = uuidIn((await mirrored<Stripe.Customer>(db, customer))?.metadata, 'user_id');
  const row = await db.maybeOne<{ id: string }>(
    `SELECT u.id FROM users u JOIN wallets w ON w.id = u.id WHERE u.stripe_customer_id = $1 OR u.id = $2
     ORDER BY u.stripe_customer_id = $1 DESC NULLS LAST LIMIT 1`,
    [customer, named],
  );
  return row?.id ?? null;
}

/** The item that is the plan. */
export function planItemOf({ items }: Stripe.Subscription): Stripe.SubscriptionItem | undefined {
  return items.data[0];
}

/** Whether an operator let its customer keep its credits when he ended it. */
export function keepsCredits({ metadata }: Stripe.Subscription): boolean {
  return metadata.keep_credits === 'true';
}

/** Whether it is over, and was not ended before the period that it was in. */
export function endedWithPeriod({ ended_at, items }: Stripe.Subscription): boolean {
  return ended_at !== null && items.data.every(({ current_period_end }) => ended_at >= current_period_end);
}

/** Another plan that a subscription waits for. Prices and invoices are Stripe's. */
export interface Pending {
  change: 'unpaid' | 'scheduled';
  price: string;
  at: Date;
  /** What an unpaid change waits for. */
  invoice: string | null;
}

/** The change that waits for its payment, else the one that is scheduled for the period's end; `schedule` is expanded. */
export function pendingOf(subscription: Stripe.Subscription): Pending | null {
  const { pending_update, latest_invoice } = subscription;
  const unpaid = pending_update?.subscription_items?.[0]?.price.id;
  if (pending_update && unpaid) {
    const at = instant(pending_update.expires_at);
    return { change: 'unpaid', price: unpaid, at, invoice: idOf(latest_invoice) };
  }
  const next = scheduleState(subscription)?.next;
  const changes = next && next.price !== planItemOf(subscription)?.price.id;
  return changes ? { change: 'scheduled', price: next.price, at: instant(next.start), invoice: null } : null;
}

/** Makes the row agree with Stripe's subscription. Undefined when its price is none that we know. */
export async function storeSubscription(
  tx: Tx,
  { subscription, user_id }: { subscription: Stripe.Subscription; user_id: string },
): Promise<KnownSubscription | undefined> {
  const item = planItemOf(subscription);
  if (!item) return undefined;
  const earlier = await tx.maybeOne<{ ended_at: Date | null; price_id: string; begun: boolean }>(
    `SELECT ended_at, price_id, status <> 'incomplete' OR EXISTS (
       SELECT FROM invoices i WHERE i.subscription_id = subscriptions.id AND i.status = 'paid') AS begun
     FROM subscriptions WHERE stripe_id = $1 FOR UPDATE`,
    [subscription.id],
  );
  const pending = pendingOf(subscription);
  const rests = subscription.pause_collection;
  const stored = await tx.maybeOne<
    Pick<KnownSubscription, 'id' | 'stripe_id' | 'user_id'> & { price_id: string }
  >(
    `INSERT INTO subscriptions (stripe_id, user_id, price_id, quantity, status, current_period_start, current_period_end,
                                cancel_at, cancel_at_period_end, canceled_at, ended_at, trial_end, created_at,
                                pending_price_id, pending_change, pending_at, pending_invoice, rests, rests_until)
     SELECT $1, $2, p.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
            next.id, CASE WHEN next.id IS NOT NULL THEN $15 END, CASE WHEN next.id IS NOT NULL THEN $16::timestamptz END,
            CASE WHEN next.id IS NOT NULL THEN $17 END, $18, $19
     FROM prices p LEFT JOIN prices next ON next.stripe_id = $14 WHERE p.stripe_id = $3
     ON CONFLICT (stripe_id) DO UPDATE
     SET price_id = EXCLUDED.price_id, quantity = EXCLUDED.quantity, status = EXCLUDED.status,
         current_period_start = EXCLUDED.current_period_start, current_period_end = EXCLUDED.current_period_end,
         cancel_at = EXCLUDED.cancel_at, cancel_at_period_end = EXCLUDED.cancel_at_period_end,
         canceled_at = EXCLUDED.canceled_at, ended_at = EXCLUDED.ended_at, trial_end = EXCLUDED.trial_end,
         pending_price_id = EXCLUDED.pending_price_id, pending_change = EXCLUDED.pending_change,
         pending_at = EXCLUDED.pending_at, pending_invoice = EXCLUDED.pending_invoice,
         rests = EXCLUDED.rests, rests_until = EXCLUDED.rests_until, updated_at = app.now()
     RETURNING id, stripe_id, user_id, price_id`,
    [
      subscription.id,
      user_id,
      idOf(item.price),
      item.quantity ?? 1,
      subscription.status,
      instant(item.current_period_start),
      instant(item.current_period_end),
      optional(subscription.cancel_at),
      subscription.cancel_at_period_end,
      optional(subscription.canceled_at),
      optional(subscription.ended_at),
      optional(subscription.trial_end),
      instant(subscription.created),
      pending?.price ?? null,
      pending?.change ?? null,
      pending?.at ?? null,
      pending?.invoice ?? null,
      rests !== null,
      optional(rests?.resumes_at ?? null),
    ],
  );
  if (!stored) return undefined;
  const { price_id, ...known } = stored;
  return {
    ...known,
    was_live: earlier !== undefined && earlier.ended_at === null,
    had_begun: earlier?.begun ?? false,
    was_to_another: earlier !== undefined && earlier.price_id !== price_id,
  };
}

function optional(seconds: number | null): Date | null {
  return seconds === null ? null : instant(seconds);
}

/** The customer's live subscriptions, the oldest first; he ought to have one at most. */
export function liveSubscriptions(db: Queryable, user_id: string): Promise<{ stripe_id: string }[]> {
  return db.query(
    'SELECT stripe_id FROM subscriptions WHERE user_id = $1 AND status = ANY ($2) ORDER BY created_at, id',
    [user_id, LIVE],
  );
}
