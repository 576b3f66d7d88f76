import { randomUUID } from 'node:crypto';
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { changePlan, type PlanChangePreview, previewPlanChange } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { problemOf } from '../errors.js';
import { takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { Attempt, doneAs, Shown, SUBSCRIPTION_PATH, standingPage } from './subscription-standing.js';
import { shownSubscription } from './subscription-view.js';

const CHANGE = `${SUBSCRIPTION_PATH}/change`;

const Price = z.string({ error: 'Choose a plan.' }).max(100, 'Choose a plan.');
const Query = z.object({ price: Price });
const Change = z.object({
  price: Price,
  /** As the preview said: the use case refuses what would be made at another time. */
  timing: z.enum(['now', 'period_end'], 'Reload the page and start again.'),
  attempt: Attempt,
  shown: Shown,
});

/** Another plan: what comes of it, for money and credits, and the form that does it. What speaks against it is said beside the plan itself. */
export function planChangePages(deps: HttpDeps): Router {
  const page = standingPage(deps, Change, async ({ price, timing, attempt: key, shown }, req, res) => {
    const { id: user_id } = customerOf(req);
    await changePlan(deps, { user_id, price_id: price, timing, key, shown });
    doneAs(res, timing === 'now' ? 'changed' : 'scheduled');
  });
  return express
    .Router()
    .get(CHANGE, requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) return res.redirect(303, SUBSCRIPTION_PATH);
      try {
        await showPreview(deps, res, { user_id: customerOf(req).id, price_id: query.data.price });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const { status, message: problem } = problemOf(error);
        const standing = { values: {}, errors: {}, ...(await page.locals?.(req, res)) };
        res.status(status).render(page.view, { title: page.title, ...standing, problem });
      }
    })
    .post(CHANGE, requireCustomer, takeForm(page));
}

async function showPreview(
  deps: HttpDeps,
  res: Response,
  wanted: { user_id: string; price_id: string },
): Promise<void> {
  const preview = await previewPlanChange(deps, wanted);
  res.render('portal/subscription/change', {
    title: 'Change your plan',
    narrow: true,
    now: await now(deps.db),
    attempt: randomUUID(),
    ...shownPreview(preview),
  });
}

function shownPreview({ subscription, to, ...preview }: PlanChangePreview) {
  return {
    ...preview,
    name: to.plan,
    to,
    is_now: to.timing === 'now',
    /** An end on a date of its own is called off before the payment is tried. */
    end_goes_first: preview.calls_off === 'end' && !subscription.cancel_at_period_end,
    trial: subscription.status === 'trialing',
    subscription: shownSubscription(subscription),
  };
}
