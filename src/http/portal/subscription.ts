import { randomUUID } from 'node:crypto';
import express, { type Router } from 'express';
import { z } from 'zod';
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
import { doneAs, PlanForm, SUBSCRIPTION_PATH, standingPage } from './subscription-standing.js';
import { shownSubscription } from './subscription-view.js';

const CANCELLATION = `${SUBSCRIPTION_PATH}/cancellation`;

/**
 * The customer's plan: what it gives and costs, how it stands, what was billed; making it another one, ending it with its
 * period, and taking back what waits. Each page shown carries a key for its forms.
 */
export function subscriptionPages(deps: HttpDeps): Router {
  const keeping = standingPage(
    deps,
    PlanForm,
    async ({ attempt: key, shown, plan: subscription_id }, req, res) => {
      await keepSubscription(deps, { user_id: customerOf(req).id, key, shown, subscription_id });
      doneAs(res, 'kept');
    },
  );
  const resuming = standingPage(deps, PlanForm, async ({ attempt: key, shown }, req, res) => {
    await resumeSubscription(deps, { user_id: customerOf(req).id, key, shown });
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

/** Of another plan than the customer's one, our id. */
const Which = z.uuid().optional().catch(undefined);

/** What comes of ending a plan with its period, and the form that does it. */
function cancellationPage(deps: HttpDeps): FormPage<typeof PlanForm> {
  return {
    view: 'portal/subscription/cancellation',
    title: 'End your plan',
    body: PlanForm,
    keeps: [],
    locals: async (req) => {
      const plan = Which.parse(req.body?.plan ?? req.query.plan);
      const { subscription, ...preview } = await previewCancellation(deps.db, customerOf(req).id, plan);
      const shown = shownSubscription(subscription);
      return { ...preview, subscription: shown, plan, now: await now(deps.db), attempt: randomUUID() };
    },
    act: async ({ attempt: key, shown, plan: subscription_id }, req, res) => {
      await cancelAtPeriodEnd(deps, { user_id: customerOf(req).id, key, shown, subscription_id });
      doneAs(res, 'cancelled');
    },
  };
}
