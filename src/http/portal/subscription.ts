import { randomUUID } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import {
  cancelAtPeriodEnd,
  catalogue,
  keepSubscription,
  overdueOf,
  previewCancellation,
  recentInvoices,
  subscriptionOf,
} from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { plansOf } from './offers.js';
import { shownInvoice, shownSubscription } from './subscription-view.js';

const PATH = '/subscription';
const CANCELLATION = `${PATH}/cancellation`;
const INVOICES_SHOWN = 12;

const Form = z.object({ attempt: z.uuid({ error: 'Reload the page and start again.' }) });
const DONE = z.enum(['cancelled', 'kept']).optional().catch(undefined);

/**
 * The customer's plan: what it gives and costs, how it stands, what was billed; ending it with its period, and taking
 * that back. Each page shown carries a key for its forms.
 */
export function subscriptionPages(deps: HttpDeps): Router {
  return express
    .Router()
    .get(PATH, requireCustomer, showForm(standingPage(deps)))
    .get(CANCELLATION, requireCustomer, showForm(cancellationPage(deps)))
    .post(CANCELLATION, requireCustomer, takeForm(cancellationPage(deps)))
    .post(`${CANCELLATION}/removal`, requireCustomer, takeForm(standingPage(deps)));
}

/** Its form keeps a plan that was to end. */
function standingPage(deps: HttpDeps): FormPage<typeof Form> {
  return {
    view: 'portal/subscription/index',
    title: 'Subscription',
    body: Form,
    keeps: [],
    locals: (req) => standingOf(deps, req),
    act: async ({ attempt }, req, res) => {
      await keepSubscription(deps, { user_id: customerOf(req).id, key: attempt });
      res.redirect(303, `${PATH}?done=kept`);
    },
  };
}

async function standingOf({ db }: HttpDeps, req: Request) {
  const { id: user_id } = customerOf(req);
  const [at, subscription, invoices, products] = await Promise.all([
    now(db),
    subscriptionOf(db, user_id),
    recentInvoices(db, { user_id, limit: INVOICES_SHOWN }),
    catalogue(db),
  ]);
  return {
    narrow: false,
    now: at,
    attempt: randomUUID(),
    done: DONE.parse(req.query.done),
    subscription: subscription && shownSubscription(subscription),
    overdue: subscription?.live ? await overdueOf(db, subscription.id) : undefined,
    invoices: invoices.map(shownInvoice),
    plans: subscription?.live ? [] : plansOf(products),
  };
}

/** What comes of ending the plan with its period, and the form that does it. */
function cancellationPage(deps: HttpDeps): FormPage<typeof Form> {
  return {
    view: 'portal/subscription/cancellation',
    title: 'End your plan',
    body: Form,
    keeps: [],
    locals: async (req) => {
      const preview = await previewCancellation(deps.db, customerOf(req).id);
      return {
        last_day: preview.last_day,
        left: preview.credits,
        overdue: preview.overdue,
        now: await now(deps.db),
        attempt: randomUUID(),
        subscription: shownSubscription(preview.subscription),
      };
    },
    act: async ({ attempt }, req, res) => {
      await cancelAtPeriodEnd(deps, { user_id: customerOf(req).id, key: attempt });
      res.redirect(303, `${PATH}?done=cancelled`);
    },
  };
}
