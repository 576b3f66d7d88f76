import { z } from 'zod';
import { createdParam, list, pageParams } from '../lists.js';
import { choice, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';

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

export const subscriptionRoutes = [
  route('get', '/v1/subscriptions', ListParams, (call, { customer, status, ...page }) =>
    list(call, 'subscription', '/v1/subscriptions', page, { customer, status: statuses(status) }),
  ),
  route('get', '/v1/subscriptions/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'subscription', id),
  ),
];
