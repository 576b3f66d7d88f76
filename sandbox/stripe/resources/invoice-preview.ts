import { z } from 'zod';
import { foreseeBalance } from '../billing/balance.js';
import { planChange } from '../billing/change.js';
import { foreseeDiscounts } from '../billing/discounts.js';
import { composeInvoice } from '../billing/draft.js';
import { planLines } from '../billing/lines.js';
import { periodFrom } from '../billing/periods.js';
import { itemOf, periodOf, withPlan } from '../billing/plan.js';
import { refsOf } from '../billing/schedule.js';
import { composeRenewal } from '../billing/upcoming.js';
import type { Call } from '../call.js';
import { invalidRequest } from '../errors.js';
import { newId } from '../ids.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import { buildSubscription, type Subscription } from '../objects/subscription.js';
import { presentPhase } from '../objects/subscription-schedule.js';
import { choice, flag, integer, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';
import { recurringPrice } from './subscription-create.js';
import { anchor, ItemParam, proration } from './subscription-params.js';
import { chain, PhasesParam } from './subscription-schedules.js';
import { planOf } from './subscription-update.js';

const SubscriptionDetails = z.strictObject({
  billing_cycle_anchor: anchor.optional(),
  cancel_at_period_end: flag.optional(),
  cancel_now: flag.optional(),
  items: ItemParam.optional(),
  proration_behavior: proration.optional(),
  proration_date: integer.optional(),
  trial_end: choice('now').optional(),
});
const PreviewParams = z.strictObject({
  customer: text.optional(),
  preview_mode: choice('next', 'recurring').optional(),
  schedule: text.optional(),
  schedule_details: z
    .strictObject({ phases: PhasesParam.optional(), proration_behavior: proration.optional() })
    .optional(),
  subscription: text.optional(),
  subscription_details: SubscriptionDetails.optional(),
});
type Details = z.output<typeof SubscriptionDetails>;

/** `POST /v1/invoices/create_preview`: the invoice that would come next, or at once, if this were done. Stores nothing. */
async function createPreview(call: Call, params: z.output<typeof PreviewParams>) {
  return foreseeBalance(call, await foresee(call, params));
}

async function foresee(call: Call, params: z.output<typeof PreviewParams>) {
  const { subscription_details: details = {}, schedule_details } = params;
  const id = params.subscription ?? (params.schedule && (await scheduled(call, params.schedule)));
  if (!id) return previewNew(call, params.customer, details);
  const subscription = await load(call, 'subscription', id, 'subscription');
  if (details.cancel_now || details.cancel_at_period_end) throw nothingUpcoming();
  if (schedule_details?.phases) return previewPhase(call, subscription, schedule_details.phases);
  return previewChange(call, subscription, details);
}

async function scheduled(call: Call, id: string): Promise<string> {
  return String((await load(call, 'subscription_schedule', id, 'schedule')).subscription);
}

/** Nothing is billed any more once it has ended. */
function nothingUpcoming() {
  return invalidRequest('No upcoming invoices for customer', { code: 'invoice_upcoming_none' });
}

async function previewNew(call: Call, customer: string | undefined, { items = [] }: Details) {
  const [item] = items;
  if (!customer || !item?.price) {
    throw invalidRequest('You must specify a subscription, a schedule, or a customer with items.');
  }
  const param = 'subscription_details[items][0][price]';
  const price = await recurringPrice(call, item.price, param);
  const subscription = buildSubscription({
    created: call.now,
    current_period_end: periodFrom(call.now, price).end,
    customer,
    price,
    quantity: item.quantity ?? 1,
  });
  return preview(call, subscription, 'subscription_create', await planLines(call, subscription));
}

/** A change that is billed now is shown so; another one shows with the next renewal. */
async function previewChange(call: Call, before: Subscription, details: Details) {
  const present = itemOf(before);
  const [item] = details.items ?? [];
  const changed = await planChange(call, before, {
    ...(await planOf(call, present, item, 'subscription_details[items][0][price]')),
    anchorNow: details.billing_cycle_anchor?.type === 'now',
    trialEndsNow: details.trial_end === 'now' && before.status === 'trialing',
    proration: details.proration_behavior ?? 'create_prorations',
  });
  if (changed.now.length > 0) return preview(call, changed.subscription, 'subscription_update', changed.now);
  if (before.cancel_at_period_end) throw nothingUpcoming();
  return composeRenewal(call, changed.subscription, { later: changed.later });
}

/** What the phase after the present one costs. */
async function previewPhase(call: Call, subscription: Subscription, given: z.output<typeof PhasesParam>) {
  const phases = await chain(call, { phases: [presentPhase(subscription)] }, given);
  const next = phases.find(({ start_date }) => start_date >= periodOf(subscription).end);
  const [item] = next?.items ?? [];
  if (!next || !item) return composeRenewal(call, subscription);
  const price = await load(call, 'price', String(item.price));
  const foreseen = await foreseeDiscounts(call, subscription, refsOf(next));
  return composeRenewal(call, withPlan(subscription, price, item.quantity ?? 1), { foreseen });
}

async function preview(
  call: Call,
  subscription: Subscription,
  reason: 'subscription_create' | 'subscription_update',
  lines: InvoiceLine[],
) {
  const id = newId('upcoming_in', 24);
  return composeInvoice(call, { id, subscription, lines, reason, advances: false });
}

export const invoicePreviewRoutes = [
  route('post', '/v1/invoices/create_preview', PreviewParams, createPreview),
];
