import { randomUUID } from 'node:crypto';
import express, { type Router } from 'express';
import {
  cancelAtPeriodEnd,
  keepSubscription,
  previewCancellation,
  resumeSubscription,
} from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { planChangePages } from './plan-change.js';
import { AttemptForm, doneAs, SUBSCRIPTION_PATH, standingPage } from './subscription-standing.js';
import { shownSubscription } from './subscription-view.js';

const CANCELLATION = `${SUBSCRIPTION_PATH}/cancellation`;

/**
 * The customer's plan: what it gives and costs, how it stands, what was billed; making it another one, ending it with its
 * period, and taking back what waits. Each page shown carries a key for its forms.
 */
export function subscriptionPages(deps: HttpDeps): Router {
  const keeping = standingPage(deps, AttemptForm, async ({ attempt }, req, res) => {
    await keepSubscription(deps, { user_id: customerOf(req).id, key: attempt });
    doneAs(res, 'kept');
  });
  const resuming = standingPage(deps, AttemptForm, async ({ attempt }, req, res) => {
    await resumeSubscription(deps, { user_id: customerOf(req).id, key: attempt });
    doneAs(res, 'resumed');
  });
  return express
    .Router()
    .get(SUBSCRIPTION_PATH, requireCustomer, showForm(keeping))
    .get(CANCELLATION, requireCustomer, showForm(cancellationPage(deps)))
    .post(CANCELLATION, requireCustomer, takeForm(cancellationPage(deps)))
    .post(`${SUBSCRIPTION_PATH}/pending/removal`, requireCustomer, takeForm(keeping))
    .post(`${SUBSCRIPTION_PATH}/pause/removal`, requireCustomer, takeForm(resuming))
    .use(planChangePages(deps));
}

/** What comes of ending the plan with its period, and the form that does it. */
function cancellationPage(deps: HttpDeps): FormPage<typeof AttemptForm> {
  return {
    view: 'portal/subscription/cancellation',
    title: 'End your plan',
    body: AttemptForm,
    keeps: [],
    locals: async (req) => {
      const { subscription, ...preview } = await previewCancellation(deps.db, customerOf(req).id);
      const shown = shownSubscription(subscription);
      return { ...preview, subscription: shown, now: await now(deps.db), attempt: randomUUID() };
    },
    act: async ({ attempt }, req, res) => {
      await cancelAtPeriodEnd(deps, { user_id: customerOf(req).id, key: attempt });
      doneAs(res, 'cancelled');
    },
  };
}
