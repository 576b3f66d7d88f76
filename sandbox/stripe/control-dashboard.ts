import { z } from 'zod';
import { transact, type World } from './call.js';
import type { Control } from './control-surface.js';
import {
  actInDashboard,
  callInDashboard,
  chargeInDashboard,
  renewCard,
  SUBSCRIPTION_ACTIONS,
} from './dashboard.js';
import { DISPUTE_STATUSES, moveDispute, openDispute } from './resources/disputes.js';
import { createRefund } from './resources/refunds.js';
import { lock } from './store.js';

const amount = z.number().int().min(1);
const metadata = z.record(z.string(), z.string()).default({});
/** False leaves the event in the list with nobody told: what a missed webhook looks like. */
const webhook = z.boolean().default(true);

const DisputeBody = z.strictObject({
  charge: z.string(),
  reason: z.string().default('fraudulent'),
  amount: amount.optional(),
  currency: z.string().length(3).optional(),
  inquiry: z.boolean().optional(),
  webhook,
});
const DisputeMove = z.strictObject({ status: z.enum(DISPUTE_STATUSES), webhook });
const SubscriptionBody = z.strictObject({ action: z.enum(SUBSCRIPTION_ACTIONS), webhook });
const ChargeBody = z.strictObject({
  customer: z.string().nullable().default(null),
  amount,
  currency: z.string().length(3).default('usd'),
  card: z.string().default('4242424242424242'),
  description: z.string().nullable().default(null),
  metadata,
  webhook,
});
const RefundBody = z.strictObject({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  amount: amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata,
  webhook,
});
const Told = z.strictObject({ webhook });
/** Any call of the API, by path and JSON parameters: a customer's email, a product's name, a subscription's end. */
const CallBody = z.strictObject({
  method: z.enum(['delete', 'post']).default('post'),
  path: z.string().startsWith('/v1/'),
  params: z.record(z.string(), z.json()).default({}),
  webhook,
});

/** What people do in Stripe's dashboard and banks on their own, told by webhook or not. */
export function mountDashboard(control: Control, world: World): void {
  control('post', 'charges', ChargeBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, (call) => chargeInDashboard(call, body)),
  );
  control('post', 'refunds', RefundBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, (call) => createRefund(call, body)),
  );
  control('post', 'disputes', DisputeBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, async (call) =>
      openDispute(call, await lock(call, 'charge', body.charge), body),
    ),
  );
  control('post', 'disputes/:id', DisputeMove, ({ webhook: tells, status }, id) =>
    transact(world, { silent: !tells }, (call) => moveDispute(call, id, status)),
  );
  control('post', 'subscriptions/:id', SubscriptionBody, ({ webhook: tells, action }, id) =>
    transact(world, { silent: !tells }, (call) => actInDashboard(call, id, action)),
  );
  control('post', 'customers/:id/renewed-card', Told, ({ webhook: tells }, id) =>
    transact(world, { silent: !tells }, (call) => renewCard(call, id)),
  );
  control('post', 'dashboard', CallBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, (call) => callInDashboard(call, body)),
  );
}
