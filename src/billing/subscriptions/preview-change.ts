import { fromCredits } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { askStripe } from '../ask-stripe.js';
import type { BillingDeps } from '../deps.js';
import { planItemOf } from '../subscription-rows.js';
import { changeableTo, type PlanOffer } from './change-plan.js';
import { NoSubscription } from './errors.js';
import { planCreditsLeft } from './plan-credits-left.js';
import { type SubscriptionView, subscriptionOf } from './view.js';

/** What comes of a change of plan, for money and credits (hundredths). */
export interface PlanChangePreview {
  subscription: SubscriptionView;
  to: PlanOffer & { plan_credits: number };
  /** When it is made: now, or when the paid period ends. */
  takes_place: Date;
  /** Charged now, as Stripe says; 0 in a trial, for a change at the period's end, and where a discount or a balance pays. */
  charged_now_minor: number;
  /** Added once that is paid: nothing without a charge. */
  credits_now: number;
  /** What is left of the present plan's credits: pay-as-you-go with `credits_now`, gone at the end of their period otherwise. */
  credits_left: number;
  /** The first renewal after it, and what that costs before any discount: Stripe foretells the next invoice only. */
  next_renewal: Date;
  next_renewal_minor: number;
  /** What waits at present, and is called off by it. */
  calls_off: 'end' | 'change' | null;
}

/**
 * Foretells a change of plan: what is charged now is asked of Stripe.
 * @throws NoSubscription, NotForSale, PlanChangeRefused, StripeUnavailable, StripeRefused
 */
export async function previewPlanChange(
  deps: Pick<BillingDeps, 'db' | 'stripe'>,
  { user_id, price_id }: { user_id: string; price_id: string },
): Promise<PlanChangePreview> {
  const { db } = deps;
  const subscription = await subscriptionOf(db, user_id);
  if (!subscription?.live) throw new NoSubscription();
  const to = await changeableTo(db, subscription, price_id);
  const { quantity, current_period_end, ends_at, pending } = subscription;
  const price_minor = to.unit_amount_minor * quantity;
  const plan_credits = fromCredits(to.credits) * quantity;
  const paid = to.timing === 'now' && subscription.status !== 'trialing';
  const charge = paid ? await chargeNow(deps, subscription, to) : NOTHING;
  return {
    subscription,
    to: { ...to, plan_credits },
    takes_place: to.timing === 'now' ? await now(db) : current_period_end,
    charged_now_minor: charge.amount_minor,
    credits_now: charge.amount_minor > 0 ? plan_credits : 0,
    credits_left: await planCreditsLeft(db, subscription),
    next_renewal: charge.until ?? current_period_end,
    next_renewal_minor: price_minor,
    calls_off: ends_at ? 'end' : pending && pending.price_id !== to.id ? 'change' : null,
  };
}

interface Charge {
  amount_minor: number;
  /** The end of the period that it pays for. */
  until: Date | null;
}

const NOTHING: Charge = { amount_minor: 0, until: null };

/** The invoice that Stripe would make of the change. */
async function chargeNow(
  { stripe }: Pick<BillingDeps, 'stripe'>,
  { stripe_id }: SubscriptionView,
  to: PlanOffer,
): Promise<Charge> {
  const item = planItemOf(await askStripe(() => stripe.subscriptions.retrieve(stripe_id)));
  const invoice = await askStripe(() =>
    stripe.invoices.createPreview({
      subscription: stripe_id,
      subscription_details: {
        items: [{ id: item?.id ?? '', price: to.stripe_id, quantity: item?.quantity ?? 1 }],
        billing_cycle_anchor: { type: 'now' },
        proration_behavior: 'none',
      },
    }),
  );
  const ends = invoice.lines.data.map(({ period }) => period.end);
  return { amount_minor: invoice.amount_due, until: new Date(Math.max(...ends) * 1000) };
}
