import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import type { Operation } from '../stripe/operations.js';
import { overdueOf } from './awaited-payment.js';
import { day, inWords, mailTo, nextInWords, PATH } from './plan-mail.js';
import { periodOf, planName } from './plan-name.js';
import { type PlanTerms, type SubscriptionView, subscriptionByStripeId } from './view.js';
import type { ChangeSubscription, Wish } from './wish.js';

/**
 * Tells the customer by mail what was done, once, unless the operator who did it unticked that. A plan that is another
 * one now, or over, is told of where Stripe says so (tell-outcome.ts).
 */
export async function tellWish(tx: Tx, operation: Operation<ChangeSubscription>): Promise<void> {
  const { id, user_id, parameters } = operation;
  if (!parameters.notify || !user_id) return;
  const plan = await subscriptionByStripeId(tx, parameters.subscription);
  if (!plan?.live) return;
  const key = `subscription-change:${id}`;
  const { wish, by_support } = parameters;
  if (wish.to === 'end') return tellEnding(tx, { plan, key, by_support });
  const change = await changeInWords(tx, plan, wish);
  if (change)
    await mailTo(tx, { user_id, key, template: 'subscription-changed', variables: { change, path: PATH } });
}

async function tellEnding(
  tx: Tx,
  { plan, key, by_support }: { plan: SubscriptionView; key: string; by_support: boolean },
): Promise<void> {
  const overdue = await overdueOf(tx, plan.id);
  const due = overdue && { due: formatMoney(overdue.due_minor, overdue.currency) };
  const last_day = day(plan.ends_at ?? plan.current_period_end);
  const variables = { plan: plan.plan, last_day, by_support, ...due, path: PATH };
  await mailTo(tx, { user_id: plan.user_id, key, template: 'subscription-cancelled', variables });
}

async function changeInWords(tx: Tx, plan: SubscriptionView, wish: Wish): Promise<string | undefined> {
  switch (wish.to) {
    case 'stay':
      return `Your plan ${plan.plan} goes on as it is. ${nextInWords({ ...plan, ends_at: null })}`;
    case 'rest':
      return `Your plan ${plan.plan} is paused: nothing is charged and no credits are added until it goes on. The credits that you have stay until their date.`;
    case 'go_on':
      return goingOnInWords(plan);
    case 'plan_later': {
      const to = await termsOf(tx, wish.price, plan.quantity);
      return (
        to &&
        `From ${day(plan.current_period_end)} your plan is ${inWords(to, plan.currency)}. Until then everything stays as it is, and you can change your mind.`
      );
    }
    default:
      return undefined;
  }
}

function goingOnInWords(plan: SubscriptionView): string {
  const goes_on = `Your plan ${plan.plan} goes on`;
  if (plan.status === 'unpaid') return `${goes_on} as soon as its present period is paid.`;
  if (plan.status !== 'paused') return `${goes_on}. ${nextInWords(plan)}`;
  const price = formatMoney(plan.unit_amount_minor, plan.currency);
  return `${goes_on} as soon as ${price} are paid: then a new period begins.`;
}

async function termsOf(tx: Tx, stripe_price: string, quantity: number): Promise<PlanTerms | undefined> {
  const row = await tx.maybeOne<Omit<PlanTerms, 'plan'> & { product: string }>(
    `SELECT p.id AS price_id, o.name AS product, ${periodOf('p')} AS period,
            coalesce(p.credit_amount, o.credit_amount) * $2::integer AS credits,
            p.unit_amount_minor * $2::integer AS unit_amount_minor
     FROM prices p JOIN products o ON o.id = p.product_id WHERE p.stripe_id = $1`,
    [stripe_price, quantity],
  );
  return row && { ...row, plan: planName(row.product, row.period) };
}
