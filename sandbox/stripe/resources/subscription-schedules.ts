import type Stripe from 'stripe';
import { z } from 'zod';
import { withDiscounts } from '../billing/discounts.js';
import { endSubscription } from '../billing/end.js';
import { periodFrom } from '../billing/periods.js';
import { cancelSchedule, refsOf, releaseSchedule } from '../billing/schedule.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildPhase, buildSchedule, presentPhase, type Schedule } from '../objects/subscription-schedule.js';
import { choice, flag, integer, mergeMetadata, metadata, present, text } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, save } from '../store.js';
import { createSubscription, recurringPrice } from './subscription-create.js';
import { DiscountsParam, proration } from './subscription-params.js';

const time = z.union([z.literal('now'), integer]);
const phase = z.strictObject({
  duration: z
    .strictObject({ interval: choice('day', 'week', 'month', 'year'), interval_count: integer.default(1) })
    .optional(),
  discounts: DiscountsParam.optional(),
  end_date: time.optional(),
  /** So many periods of the price: an older word for `duration`, which Stripe's command line still speaks. */
  iterations: integer.optional(),
  items: z.array(z.strictObject({ price: text, quantity: integer.default(1) })).length(1),
  metadata: metadata.optional(),
  proration_behavior: proration.default('create_prorations'),
  start_date: time.optional(),
});

export const PhasesParam = z.array(phase).min(1).max(10);
export type GivenPhase = z.output<typeof phase>;

const CreateParams = z.strictObject({
  customer: text.optional(),
  from_subscription: text.optional(),
  metadata: metadata.optional(),
  phases: PhasesParam.optional(),
  start_date: z.literal('now').optional(),
});
const UpdateParams = z.strictObject({
  end_behavior: choice('cancel', 'release').optional(),
  metadata: metadata.optional(),
  phases: PhasesParam.optional(),
  proration_behavior: proration.optional(),
});
const ListParams = z.strictObject({ ...pageParams, ...createdParam, customer: text.optional() });

/** Over a subscription that there is, or over one that begins now with the first phase. */
async function create(call: Call, params: z.output<typeof CreateParams>): Promise<Schedule> {
  const { customer, from_subscription, phases, metadata: given } = params;
  if (from_subscription) return adopt(call, from_subscription, { metadata: given });
  const [first] = phases ?? [];
  if (!customer || !first) throw missingParameter('from_subscription');
  const { id } = await createSubscription(call, { customer, items: first.items });
  return adopt(call, id, { metadata: given, phases });
}

async function adopt(
  call: Call,
  id: string,
  given: Pick<z.output<typeof CreateParams>, 'metadata' | 'phases'>,
): Promise<Schedule> {
  const before = await lock(call, 'subscription', id, 'from_subscription');
  if (before.schedule) {
    throw invalidRequest(
      `You cannot migrate a subscription that is already attached to a schedule: ${String(before.schedule)}`,
    );
  }
  if (before.cancel_at !== null) {
    const message = 'You cannot create a schedule from a subscription that is set to cancel.';
    throw invalidRequest(message, { param: 'from_subscription' });
  }
  const phase = presentPhase(before);
  const { start_date, end_date } = phase;
  const schedule = await insert(
    call,
    buildSchedule({
      created: call.now,
      current_phase: { start_date, end_date },
      customer: String(before.customer),
      metadata: mergeMetadata(null, given.metadata),
      phases: given.phases ? await chain(call, { phases: [phase] }, given.phases) : [phase],
      subscription: before.id,
    }),
  );
  await emit(call, 'subscription_schedule.created', schedule);
  const subscription = await save(call, { ...before, schedule: schedule.id });
  await emit(call, 'customer.subscription.updated', subscription, before);
  return schedule;
}

async function update(call: Call, params: z.output<typeof UpdateParams>, id: string) {
  const before = await active(call, id);
  const phases = params.phases ? await chain(call, before, params.phases) : before.phases;
  const schedule = await save(call, {
    ...before,
    end_behavior: params.end_behavior ?? before.end_behavior,
    metadata: mergeMetadata(before.metadata, params.metadata),
    phases,
  } satisfies Schedule);
  await emit(call, 'subscription_schedule.updated', schedule, before);
  if (params.phases) await discountAsPlanned(call, schedule);
  return schedule;
}

/** The subscription keeps the discounts that its present phase says again, and no other. */
async function discountAsPlanned(call: Call, { phases, subscription: id }: Schedule): Promise<void> {
  const phase = phases.find(({ start_date, end_date }) => start_date <= call.now && call.now < end_date);
  if (!phase || !id) return;
  const before = await lock(call, 'subscription', String(id));
  const subscription = await save(call, await withDiscounts(call, before, refsOf(phase)));
  await emit(call, 'customer.subscription.updated', subscription, before);
}

/** The phases one after another: each begins where the one before ends. The first one is the present one. */
export async function chain(
  call: Call,
  { phases: [first] }: Pick<Schedule, 'phases'>,
  given: GivenPhase[],
): Promise<Stripe.SubscriptionSchedule.Phase[]> {
  if (!first) throw new Error('a schedule has a phase');
  let start = first.start_date;
  const phases: Stripe.SubscriptionSchedule.Phase[] = [];
  for (const [index, each] of given.entries()) {
    const [item] = each.items;
    if (!item) throw missingParameter(`phases[${index}][items]`);
    const price = await recurringPrice(call, item.price, `phases[${index}][items][0][price]`);
    if (index > 0 && typeof each.start_date === 'number' && each.start_date !== start)
      throw invalidRequest('Phases must follow each other without a gap.', {
        param: `phases[${index}][start_date]`,
      });
    const end = endOf(call, each, start, price);
    phases.push(
      buildPhase({
        currency: price.currency,
        discounts: (each.discounts ?? []).map((given) => ({ ...NO_DISCOUNT, ...present(given) })),
        end_date: end,
        metadata: mergeMetadata(null, each.metadata),
        price: price.id,
        proration_behavior: each.proration_behavior,
        quantity: item.quantity,
        start_date: start,
      }),
    );
    start = end;
  }
  return phases;
}

const NO_DISCOUNT = { coupon: null, discount: null, promotion_code: null } as const;

function endOf(
  call: Call,
  { duration, end_date, iterations: interval_count }: GivenPhase,
  start: number,
  price: Awaited<ReturnType<typeof recurringPrice>>,
): number {
  if (end_date !== undefined) return end_date === 'now' ? call.now : end_date;
  const recurring = { ...price.recurring, ...present({ interval_count }), ...duration } as NonNullable<
    typeof price.recurring
  >;
  return periodFrom(start, { ...price, recurring }).end;
}

async function active(call: Call, id: string): Promise<Schedule> {
  const schedule = await lock(call, 'subscription_schedule', id);
  if (schedule.status === 'active') return schedule;
  const message = `This subscription schedule is ${schedule.status}: it can not be changed any more.`;
  throw invalidRequest(message);
}

async function cancel(call: Call, _params: object, id: string) {
  const schedule = await cancelSchedule(call, await active(call, id));
  const subscription = await lock(call, 'subscription', String(schedule.subscription));
  await endSubscription(call, subscription, 'cancellation_requested');
  return schedule;
}

const CancelParams = z.strictObject({ invoice_now: flag.optional(), prorate: flag.optional() });

export const subscriptionScheduleRoutes = [
  route('post', '/v1/subscription_schedules', CreateParams, create),
  route('get', '/v1/subscription_schedules', ListParams, (call, { customer, ...page }) =>
    list(call, 'subscription_schedule', '/v1/subscription_schedules', page, { customer }),
  ),
  route('get', '/v1/subscription_schedules/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'subscription_schedule', id),
  ),
  route('post', '/v1/subscription_schedules/:id', UpdateParams, update),
  route('post', '/v1/subscription_schedules/:id/release', z.strictObject({}), async (call, _params, id) =>
    releaseSchedule(call, await active(call, id)),
  ),
  route('post', '/v1/subscription_schedules/:id/cancel', CancelParams, cancel),
];
