import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  catalogue,
  changeUnderWay,
  overdueOf,
  planOffers,
  recentInvoices,
  type SubscriptionView,
  subscriptionOf,
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
export const AttemptForm = z.object({ attempt: Attempt });

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

async function standingOf({ db }: HttpDeps, req: Request) {
  const { id: user_id } = customerOf(req);
  const [at, subscription, invoices, under_way] = await Promise.all([
    now(db),
    subscriptionOf(db, user_id),
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
    ...(subscription?.live ? await liveStanding(db, subscription) : { plans: plansOf(await catalogue(db)) }),
    invoices: invoices.map(shownInvoice),
  };
}

/** What waits to be paid, and what the plan can become. */
async function liveStanding(db: Db, subscription: SubscriptionView) {
  const { products, refusal } = await planOffers(db, subscription);
  return {
    overdue: await overdueOf(db, subscription.id),
    unpaid: await unpaidChangeOf(db, subscription.id),
    refusal,
    changes: changesOf(products),
  };
}
