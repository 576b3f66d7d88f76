import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  catalogue,
  changeUnderWay,
  furtherSubscriptionsOf,
  nextInvoiceOf,
  onlyStripeKnows,
  otherCardOf,
  overdueOf,
  planOffers,
  recentInvoices,
  type SubscriptionView,
  subscriptionOf,
  unbilledOf,
  unpaidChangeOf,
} from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import type { HttpDeps } from '../deps.js';
import type { FormPage } from '../form-page.js';
import { customerOf } from '../middleware/realm.js';
import { changesOf, plansOf } from './offers.js';
import { shownInvoice, shownSubscription } from './subscription-view.js';

export const SUBSCRIPTION_PATH = '/subscription';
const INVOICES_SHOWN = 12;

const DONE = z.enum(['cancelled', 'kept', 'changed', 'scheduled', 'resumed']).optional().catch(undefined);

/** A form's own key: sent again it is the same change. */
export const Attempt = z.uuid({ error: 'Reload the page and start again.' });
/** The version of the plan that the page shows: a form of an old page changes nothing. */
export const Shown = z.string({ error: 'Reload the page and start again.' }).max(50);
export const PlanForm = z.object({
  attempt: Attempt,
  shown: Shown,
  /** Our id, where it is another than the customer's one. */
  plan: z.uuid().optional(),
});

/** The page that tells how the plan stands, around one of the forms that lead back to it. */
export function standingPage<Body extends z.ZodType>(
  deps: HttpDeps,
  body: Body,
  act: (input: z.output<Body>, req: Request, res: Response) => Promise<void>,
): FormPage<Body> {
  return {
    view: 'portal/subscription/index',
    title: 'Subscription',
    body,
    keeps: [],
    locals: (req) => standingOf(deps, req),
    act,
  };
}

/** Back to the page, which says what was done if it still is so. */
export function doneAs(res: Response, done: z.output<typeof DONE>): void {
  res.redirect(303, `${SUBSCRIPTION_PATH}?done=${done}`);
}

async function standingOf(deps: HttpDeps, req: Request) {
  const { db } = deps;
  const { id: user_id } = customerOf(req);
  const [at, subscription, further, invoices, under_way] = await Promise.all([
    now(db),
    subscriptionOf(db, user_id),
    furtherSubscriptionsOf(db, user_id),
    recentInvoices(db, { user_id, limit: INVOICES_SHOWN }),
    changeUnderWay(db, user_id),
  ]);
  return {
    narrow: false,
    now: at,
    attempt: randomUUID(),
    done: DONE.parse(req.query.done),
    under_way,
    subscription: subscription && shownSubscription(subscription),
    further: await Promise.all(further.map((plan) => shownFurther(db, plan))),
    ...(subscription?.live
      ? await liveStanding(deps, subscription)
      : {
          plans: plansOf(await catalogue(db)),
          overdue: subscription?.status === 'incomplete' && (await overdueOf(db, subscription.id)),
        }),
    invoices: invoices.map(shownInvoice),
  };
}

/** Another plan that is charged beside the customer's one. */
async function shownFurther(db: Db, plan: SubscriptionView) {
  return { plan: shownSubscription(plan), overdue: await overdueOf(db, plan.id) };
}

/** What waits to be paid, what comes next, and what the plan can become. */
async function liveStanding(deps: HttpDeps, subscription: SubscriptionView) {
  const { db } = deps;
  const { products, refusal } = await planOffers(db, subscription);
  return {
    next:
      onlyStripeKnows(subscription) && !subscription.pending
        ? await nextInvoiceOf(deps, subscription)
        : undefined,
    overdue: await overdueOf(db, subscription.id),
    unbilled: await unbilledOf(db, subscription.id),
    unpaid: await unpaidChangeOf(db, subscription.id),
    other_card: await otherCardOf(db, subscription.id),
    refusal,
    changes: changesOf(products),
  };
}
