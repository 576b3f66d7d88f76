import type Stripe from 'stripe';
import { formatCredits } from '../../credits/index.js';
import type { Tx } from '../../platform/db.js';
import { endedWithPeriod, type KnownSubscription, keepsCredits } from '../subscription-rows.js';
import { lastChange } from './last-change.js';
import { planCreditsLeft } from './plan-credits-left.js';
import { inWords, mailTo, nextInWords, PATH } from './plan-mail.js';
import { subscriptionById } from './view.js';

/** Stripe says that a plan is another one now: by an upgrade that is paid, a downgrade that was due, or by its dashboard. */
export async function tellNewPlan(tx: Tx, { id }: KnownSubscription): Promise<void> {
  const plan = await subscriptionById(tx, id);
  if (!plan?.live) return;
  const { user_id, stripe_id, stripe_price_id, currency, current_period_start } = plan;
  const asked = await lastChange(
    tx,
    { user_id, stripe_id },
    (wish) => 'price' in wish && wish.price === stripe_price_id,
  );
  if (asked?.notify === false) return;
  const trial = plan.status === 'trialing' ? 'Your trial goes on as it was. ' : '';
  const change = `Your plan is now ${inWords(plan, currency)}. ${trial}${nextInWords(plan)}`;
  const key = `plan:${id}:${stripe_price_id}:${current_period_start.getTime()}`;
  await mailTo(tx, { user_id, key, template: 'subscription-changed', variables: { change, path: PATH } });
}

/**
 * Stripe says that a plan is over. Where it ended with its period, as was announced, that is known already; one that
 * never began has not ended. `expired` is in hundredths of a credit.
 */
export async function tellEnded(
  tx: Tx,
  { subscription, expired }: { subscription: Stripe.Subscription & { id: string }; expired: number },
): Promise<void> {
  const plan = await tx.maybeOne<{ id: string; user_id: string; plan: string }>(
    `SELECT s.id, s.user_id, o.name AS plan FROM subscriptions s
     JOIN prices p ON p.id = s.price_id JOIN products o ON o.id = p.product_id WHERE s.stripe_id = $1`,
    [subscription.id],
  );
  const announced = subscription.cancel_at_period_end && endedWithPeriod(subscription);
  if (!plan || announced || subscription.status !== 'canceled') return;
  const { id, user_id } = plan;
  const asked = await lastChange(tx, { user_id, stripe_id: subscription.id }, ({ to }) => to === 'ended');
  if (asked?.notify === false) return;
  const kept = keepsCredits(subscription) ? await planCreditsLeft(tx, { id, user_id }) : 0;
  const variables = {
    plan: plan.plan,
    unpaid: subscription.cancellation_details?.reason === 'payment_failed',
    ...(expired > 0 ? { credits_expired: formatCredits(expired) } : {}),
    ...(kept > 0 ? { credits_kept: formatCredits(kept) } : {}),
    path: PATH,
  };
  await mailTo(tx, { user_id, key: `plan-ended:${id}`, template: 'subscription-ended', variables });
}
