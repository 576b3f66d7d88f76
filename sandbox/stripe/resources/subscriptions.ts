import { z } from 'zod';
import { planChange } from '../billing/change.js';
import { endSubscription } from '../billing/end.js';
import { itemOf } from '../billing/plan.js';
import { resumeOncePaid } from '../billing/resume.js';
import { cancelSchedule } from '../billing/schedule.js';
import type { Call } from '../call.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { choice, present, text } from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { load, lock } from '../store.js';
import { createSubscription } from './subscription-create.js';
import { CancelParams, CreateParams, ResumeParams, UpdateParams } from './subscription-params.js';
import { refuseOver, updateSubscription } from './subscription-update.js';

const NOT_ENDED = ['active', 'past_due', 'trialing', 'unpaid', 'incomplete', 'paused'] as const;

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  status: choice(...NOT_ENDED, 'incomplete_expired', 'canceled', 'all').optional(),
});

/** Without a status a list leaves out what has ended, as Stripe's does. */
function statuses(asked: z.output<typeof ListParams>['status']): string[] | undefined {
  if (asked === 'all') return undefined;
  return asked ? [asked] : [...NOT_ENDED];
}

/** Ends the subscription now, and its schedule with it. */
export async function cancelNow(call: Call, params: z.output<typeof CancelParams>, id: string) {
  const before = await lock(call, 'subscription', id);
  refuseOver(before);
  const details = { ...before.cancellation_details, ...present(params.cancellation_details ?? {}) };
  if (before.schedule)
    await cancelSchedule(call, await lock(call, 'subscription_schedule', String(before.schedule)));
  return endSubscription(
    call,
    { ...before, cancellation_details: details as typeof before.cancellation_details },
    'cancellation_requested',
  );
}

/** A subscription that paused after its trial is billed for a period that begins now, and goes on once that is paid. */
async function resume(call: Call, params: z.output<typeof ResumeParams>, id: string) {
  const before = await lock(call, 'subscription', id);
  if (before.status !== 'paused') {
    throw invalidRequest(
      `Only paused subscriptions can be resumed. This subscription's status is ${before.status}.`,
    );
  }
  const { price, quantity = 1 } = itemOf(before);
  const proration = params.proration_behavior ?? 'create_prorations';
  const changed = await planChange(call, before, {
    price,
    quantity,
    anchorNow: true,
    trialEndsNow: false,
    proration,
  });
  const attempts = params.payment_behavior === 'resume_on_payment_success';
  await resumeOncePaid(call, before, changed, { attempts });
  return load(call, 'subscription', id);
}

export const subscriptionRoutes = [
  route('post', '/v1/subscriptions', CreateParams, createSubscription),
  route('get', '/v1/subscriptions', ListParams, (call, { customer, status, ...page }) =>
    list(call, 'subscription', '/v1/subscriptions', page, { customer, status: statuses(status) }),
  ),
  searchRoute('subscription', ['canceled_at', 'created', 'status']),
  route('get', '/v1/subscriptions/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'subscription', id),
  ),
  route('post', '/v1/subscriptions/:id', UpdateParams, updateSubscription),
  route('delete', '/v1/subscriptions/:id', CancelParams, cancelNow),
  route('post', '/v1/subscriptions/:id/resume', ResumeParams, resume),
];
