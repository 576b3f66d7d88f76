import type { Queryable } from '../../platform/db.js';
import { type Offer, offerForSale } from '../catalogue.js';
import type { BillingDeps } from '../deps.js';
import { NotForSale } from '../errors.js';
import { beingBilled, overdueOf } from './awaited-payment.js';
import { carryOut, type Decision, type PlanChange } from './change.js';
import { directionOf } from './direction.js';
import { PlanChangedMeanwhile, PlanChangeRefused } from './errors.js';
import { planName } from './plan-name.js';
import { productsBeside } from './plans-beside.js';
import { seenBy } from './seen.js';
import type { SubscriptionView } from './view.js';

/** When a change of plan is made: an upgrade, and any change in a trial, `now`; a downgrade at the `period_end`. */
export type Timing = 'now' | 'period_end';

export interface PlanSwitch extends PlanChange {
  /** Our id of the price. */
  price_id: string;
  /** As whoever asks was shown: if by now it were the other, nothing is done. */
  timing: Timing;
}

/** An offer of another plan ("Pro, monthly"), and when a change to it is made. */
export type PlanOffer = Offer & { plan: string; billing_interval: 'month' | 'year'; timing: Timing };

/**
 * Makes the plan another one, in place of any other change that waits. Now: it is paid in full, a new period begins, and
 * what is left of the old credits becomes pay-as-you-go; if the payment is declined, the change waits for it for a
 * while and nothing else is different (`pending`). At the period's end: until then it can be taken back.
 *
 * @throws as carryOut; NotForSale, PlanChangeRefused
 */
export function changePlan(deps: BillingDeps, change: PlanSwitch): Promise<SubscriptionView> {
  const { price_id, timing } = change;
  return carryOut(deps, change, {
    action: timing === 'now' ? 'subscription.change_now' : 'subscription.change_later',
    form: price_id,
    isMade: ({ pending, price_id: present, ends_at }) =>
      pending ? pending.price_id === price_id : present === price_id && ends_at === null,
    isSoAlready: 'The subscription is to this plan, or changes to it already: nothing was done.',
    decide: async (tx, plan) => {
      const offer = await changeableTo(tx, plan, price_id);
      if (offer.timing !== timing) throw new PlanChangedMeanwhile();
      return decisionFor(plan, offer);
    },
  });
}

function decisionFor(plan: SubscriptionView, offer: PlanOffer): Decision {
  const { stripe_id: price, billing_interval: interval, timing, plan: name } = offer;
  const seen = seenBy(plan);
  return timing === 'now'
    ? { wish: { to: 'plan_now', price, seen }, after: { plan: name, at: 'now' } }
    : {
        wish: { to: 'plan_later', price, interval, seen },
        after: { plan: name, at: plan.current_period_end },
      };
}

/**
 * The offer that a plan can become, where its state allows a change now.
 * @throws NotForSale, PlanChangeRefused
 */
export async function changeableTo(
  db: Queryable,
  plan: SubscriptionView,
  price_id: string,
): Promise<PlanOffer> {
  const offer = await offerForSale(db, price_id);
  const { billing_interval } = offer;
  if (!billing_interval || offer.currency !== plan.currency) throw new NotForSale();
  if (offer.id === plan.price_id) throw new PlanChangeRefused('This is the plan that you have.');
  if ((await productsBeside(db, plan)).has(offer.product_id)) throw new PlanChangeRefused(TWICE);
  const refusal = await refusalOf(db, plan);
  if (refusal) throw new PlanChangeRefused(refusal);
  const { name } = await db.one<{ name: string }>('SELECT name FROM products WHERE id = $1', [
    offer.product_id,
  ]);
  const timing = timingOf(plan, { ...offer, billing_interval });
  return { ...offer, plan: planName(name, billing_interval), billing_interval, timing };
}

/** In a trial nothing is paid yet, so no change has to wait for a paid period to end. */
export function timingOf(
  plan: SubscriptionView,
  offer: Pick<PlanOffer, 'product_id' | 'unit_amount_minor' | 'billing_interval'>,
): Timing {
  if (plan.status === 'trialing') return 'now';
  const from = { ...plan, unit_amount_minor: plan.unit_amount_minor / plan.quantity };
  return directionOf(from, offer) === 'up' ? 'now' : 'period_end';
}

/** Why a plan cannot become another one at present; undefined where it can. */
export async function refusalOf(db: Queryable, plan: SubscriptionView): Promise<string | undefined> {
  if (plan.status === 'past_due' || plan.status === 'unpaid')
    return 'Your last payment did not go through. Pay what is due first; then you can change your plan.';
  if (plan.rests || plan.status === 'paused')
    return 'Your plan is paused. It has to go on before you can change it.';
  if (await overdueOf(db, plan.id))
    return 'An invoice of your plan is still open. Pay what is due first; then you can change your plan.';
  return (await beingBilled(db, plan.id)) ? RENEWING : undefined;
}

const TWICE = 'You have that plan already, beside this one. Keep it, and end the other instead.';
const RENEWING =
  'Your renewal is being billed at the moment, which takes about an hour. Please change your plan after it.';
