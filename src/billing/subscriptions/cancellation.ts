import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/db.js';
import { runNow } from '../customers.js';
import type { BillingDeps } from '../deps.js';
import { NoSubscription, SubscriptionBusy } from '../errors.js';
import type { SetRenewal } from '../operations/set-renewal.js';
import { operationByKey, writeOperation } from '../stripe/operations.js';
import { subscriptionOf } from './view.js';

export interface PlanChange {
  user_id: string;
  /** The form's: sent again it is the same change. */
  key: string;
}

/**
 * Lets the customer's plan end with its period, at Stripe first; until then it can be kept. Nothing is done where it
 * ends already.
 *
 * @throws NoSubscription, SubscriptionBusy, StripeUnavailable, StripeRefused
 */
export function cancelAtPeriodEnd(deps: BillingDeps, change: PlanChange): Promise<void> {
  return setRenewal(deps, { ...change, renews: false });
}

/**
 * Takes back that the plan ends: it renews as before. Nothing is done where it renews already.
 *
 * @throws NoSubscription, SubscriptionBusy, StripeUnavailable, StripeRefused
 */
export function keepSubscription(deps: BillingDeps, change: PlanChange): Promise<void> {
  return setRenewal(deps, { ...change, renews: true });
}

type RenewalChange = PlanChange & { renews: boolean };

async function setRenewal(deps: BillingDeps, change: RenewalChange): Promise<void> {
  const operation_id = await deps.db.transaction((tx) => writeDown(tx, change));
  if (operation_id) await runNow(deps, operation_id);
}

/** The operation to run, a new one or this form's earlier one; undefined when there is nothing to change. */
async function writeDown(tx: Tx, { user_id, key, renews }: RenewalChange): Promise<string | undefined> {
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
  const hash = createHash('sha256').update(`${user_id}:${renews}:${key}`).digest('hex');
  const idempotency_key = `subscription:${hash}`;
  const earlier = await operationByKey(tx, idempotency_key);
  if (earlier) return earlier.id;
  const subscription = await subscriptionOf(tx, user_id);
  if (!subscription?.live) throw new NoSubscription();
  await requireIdle(tx, user_id);
  if ((subscription.ends_at === null) === renews) return undefined;
  const parameters: SetRenewal = {
    subscription: subscription.stripe_id,
    renews,
    on_date: !subscription.cancel_at_period_end,
  };
  const kind = 'subscription.renewal';
  return (await writeOperation(tx, { kind, parameters, idempotency_key, user_id, inline: true }))?.id;
}

/** One change at a time: an older one that is only now repeated must not undo what was chosen after it. */
async function requireIdle(tx: Tx, user_id: string): Promise<void> {
  const [open] = await tx.query(
    `SELECT FROM stripe_operations WHERE user_id = $1 AND finished_at IS NULL AND kind = 'subscription.renewal' LIMIT 1`,
    [user_id],
  );
  if (open) throw new SubscriptionBusy();
}
