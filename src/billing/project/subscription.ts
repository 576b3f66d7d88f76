import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { raise, resolve } from '../discrepancies.js';
import { endPlanCredits } from '../plan-credits.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import {
  type KnownSubscription,
  liveSubscriptions,
  pendingOf,
  planItemOf,
  storeSubscription,
  userOfCustomer,
} from '../subscription-rows.js';
import { tellEnded, tellNewPlan } from '../subscriptions/tell-outcome.js';
import { idOf, type Projection } from './projection.js';

/** A subscription becomes a row. Its credits come with its invoices. */
export const subscriptionProjection: Projection<Stripe.Subscription> = {
  read: (stripe, id) => stripe.subscriptions.retrieve(id, { expand: ['schedule'] }, READ),
  needs: async (_at, subscription) => parentsOf(subscription),
  project: followSubscription,
};

function parentsOf(subscription: Stripe.Subscription): ObjectRef[] {
  const customer = idOf(subscription.customer);
  const prices = [idOf(planItemOf(subscription)?.price), pendingOf(subscription)?.price];
  return [
    ...(customer ? [{ type: 'customer', id: customer } as const] : []),
    ...prices.flatMap((id) => (id ? [{ type: 'price', id } as const] : [])),
  ];
}

async function followSubscription(tx: Tx, subscription: Stripe.Subscription): Promise<ObjectRef[]> {
  const { id: stripe_id } = subscription;
  const customer = idOf(subscription.customer);
  const user_id = await userOfCustomer(tx, customer);
  if (!user_id) {
    const detail = { why: 'Stripe has a subscription of someone whom we do not know.', customer };
    await raise(tx, { kind: 'unknown_customer', stripe_id, detail });
    return [];
  }
  await resolve(tx, { stripe_id, kinds: ['unknown_customer'], reason: 'Registered.' });
  const known = await storeSubscription(tx, { subscription, user_id });
  if (!known) {
    const price = idOf(planItemOf(subscription)?.price);
    const detail = { why: 'The subscription is to a price that is not in the catalogue.', price };
    await raise(tx, { kind: 'catalogue_fault', stripe_id, user_id, detail });
    return [];
  }
  await resolve(tx, { stripe_id, kinds: ['catalogue_fault'], reason: 'The catalogue was mended.' });
  if (known.was_live && isOver(subscription)) {
    const expired = await endPlanCredits(tx, { subscription, known });
    if (known.had_begun) await tellEnded(tx, { subscription, expired });
  }
  if (known.was_to_another) await tellNewPlan(tx, known);
  await watchForSecond(tx, known);
  await watchItems(tx, { subscription, user_id });
  return latestInvoice(tx, subscription);
}

function isOver({ ended_at }: Stripe.Subscription): boolean {
  return ended_at !== null;
}

/** One live subscription a customer: any later one is for an operator to end. */
async function watchForSecond(tx: Tx, { user_id }: KnownSubscription): Promise<void> {
  const [first, ...others] = await liveSubscriptions(tx, user_id);
  for (const { stripe_id } of others) {
    const detail = { why: 'The customer has another live subscription.', other: first?.stripe_id };
    await raise(tx, { kind: 'second_subscription', stripe_id, user_id, detail });
  }
  const open = await tx.query<{ stripe_id: string }>(
    "SELECT stripe_id FROM discrepancies WHERE user_id = $1 AND kind = 'second_subscription' AND status = 'open'",
    [user_id],
  );
  for (const { stripe_id } of open.filter(
    (each) => !others.some((other) => other.stripe_id === each.stripe_id),
  ))
    await resolve(tx, { stripe_id, kinds: ['second_subscription'], reason: 'Only one is live now.' });
}

/** A plan has one item. What somebody added in Stripe's dashboard is billed, and gives its credits, with it. */
async function watchItems(
  tx: Tx,
  { subscription, user_id }: { subscription: Stripe.Subscription; user_id: string },
): Promise<void> {
  const { id: stripe_id, items } = subscription;
  const [plan, ...others] = items.data.map(({ price }) => price.id);
  if (others.length === 0 || isOver(subscription)) {
    await resolve(tx, { stripe_id, kinds: ['several_items'], reason: 'It has one item now.' });
    return;
  }
  const why = 'The subscription has several items. Its first one is the plan that is shown and changed here.';
  await raise(tx, { kind: 'several_items', stripe_id, user_id, detail: { why, plan, others } });
}

/** The invoice that was made last, when we do not have it as it is. */
async function latestInvoice(tx: Tx, { latest_invoice, status }: Stripe.Subscription): Promise<ObjectRef[]> {
  const id = idOf(latest_invoice);
  if (!id) return [];
  const known = await tx.maybeOne<{ status: string }>('SELECT status FROM invoices WHERE stripe_id = $1', [
    id,
  ]);
  const isBehind =
    !known ||
    (known.status !== 'paid' && (status === 'active' || status === 'trialing')) ||
    // Stripe stops collecting it.
    (known.status === 'open' && status === 'canceled') ||
    // It stays a draft until it is to be paid after all.
    (known.status === 'draft' && status === 'unpaid');
  return isBehind ? [{ type: 'invoice', id }] : [];
}
