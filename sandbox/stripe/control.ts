import express, { type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import { addDuration } from '../clock.js';
import { type Call, transact, type World } from './call.js';
import { cardByNumber, cardByTestId } from './cards.js';
import { actInDashboard, SUBSCRIPTION_ACTIONS } from './dashboard.js';
import { invalidRequest, StripeApiError } from './errors.js';
import { addFault, clearFaults, FAULTS } from './faults.js';
import { pay } from './pay.js';
import { DISPUTE_STATUSES, moveDispute, openDispute } from './resources/disputes.js';
import { createIntent } from './resources/payment-intents.js';
import { createPaymentMethod } from './resources/payment-methods.js';
import { createRefund } from './resources/refunds.js';
import { configureEndpoint } from './resources/webhook-endpoints.js';
import { TIMERS } from './routes.js';
import { saveSetting } from './settings.js';
import { load, lock } from './store.js';
import { runDueTimers } from './timers.js';
import { deliverAll, redeliver } from './webhooks.js';

const amount = z.number().int().min(1);
const metadata = z.record(z.string(), z.string()).default({});
/** False leaves the event in the list with nobody told: what a missed webhook looks like. */
const webhook = z.boolean().default(true);

const ClockBody = z.union([
  z.strictObject({ advance: z.string() }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
]);
const FaultBody = z.strictObject({
  fault: z.enum(FAULTS),
  rate: z.number().gt(0).max(1).default(1),
  count: z.number().int().min(1).optional(),
  path: z.string().startsWith('/').optional(),
  method: z.string().optional(),
});
const EndpointBody = z.strictObject({ url: z.url(), secret: z.string().startsWith('whsec_') });
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

/** The control surface, which real Stripe lacks: time, faults, and what people do outside the API. */
export function mountControl(app: Express, world: World): void {
  app.use('/_sandbox', express.json());
  const post = <S extends z.ZodType>(path: string, schema: S, run: (body: z.output<S>) => Promise<object>) =>
    app.post(`/_sandbox/${path}`, async (request, response) =>
      answer(response, () => run(parse(schema, request))),
    );

  app.get('/_sandbox/clock', (_request, response) => answer(response, async () => time(world)));
  post('clock', ClockBody, (body) => moveClock(world, body));
  post('faults', FaultBody, async (body) => {
    await addFault(world.pool, body);
    return body;
  });
  app.delete('/_sandbox/faults', (_request, response) =>
    answer(response, async () => {
      await clearFaults(world.pool);
      return {};
    }),
  );
  post('webhooks/endpoint', EndpointBody, async (body) => {
    await transact(world, {}, (call) => configureEndpoint(call, body));
    return body;
  });
  post('webhooks/deliver', z.unknown(), () => deliverAll(world.pool));
  post('webhooks/redeliver', z.strictObject({ event: z.string() }), async ({ event }) => {
    const deliveries = await redeliver(world.pool, event);
    world.wake();
    return { deliveries };
  });
  app.get('/_sandbox/deliveries', (_request, response) => answer(response, () => recentDeliveries(world)));
  post('disputes', DisputeBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, async (call) =>
      openDispute(call, await lock(call, 'charge', body.charge), body),
    ),
  );
  app.post('/_sandbox/disputes/:id', (request, response) =>
    answer(response, () => {
      const { webhook: tells, status } = parse(DisputeMove, request);
      return transact(world, { silent: !tells }, (call) => moveDispute(call, request.params.id, status));
    }),
  );
  app.post('/_sandbox/subscriptions/:id', (request, response) =>
    answer(response, () => {
      const { webhook: tells, action } = parse(SubscriptionBody, request);
      return transact(world, { silent: !tells }, (call) => actInDashboard(call, request.params.id, action));
    }),
  );
  post('charges', ChargeBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, (call) => chargeInDashboard(call, body)),
  );
  post('refunds', RefundBody, ({ webhook: tells, ...body }) =>
    transact(world, { silent: !tells }, (call) => createRefund(call, body)),
  );
}

function parse<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const result = schema.safeParse(request.body ?? {});
  if (result.success) return result.data;
  throw invalidRequest(z.prettifyError(result.error));
}

async function answer(response: Response, work: () => Promise<object>): Promise<void> {
  try {
    response.json(await work());
  } catch (error) {
    if (!(error instanceof StripeApiError)) throw error;
    response.status(error.status).json({ error: error.body });
  }
}

function time({ clock }: World) {
  return { now: clock.now().toISOString(), offset_ms: clock.offsetMs() };
}

/** Moves the clock and plays what is due until then, each thing at its own time. Throws where it would go back. */
export async function moveClock(world: World, body: z.output<typeof ClockBody>): Promise<object> {
  const now = world.clock.now();
  const target = 'advance' in body ? addDuration(now, body.advance) : new Date(body.now);
  if (!target) throw invalidRequest('`advance` must be an ISO 8601 duration such as P1M or PT90M.');
  if (target < now) throw invalidRequest('The clock only goes forward.');
  const offsetMs = target.getTime() - Date.now();
  await saveSetting(world.pool, 'clock_offset_ms', offsetMs);
  await world.clock.moveTo(offsetMs);
  await runDueTimers(world, TIMERS);
  world.wake();
  return time(world);
}

async function chargeInDashboard(call: Call, body: Omit<z.output<typeof ChargeBody>, 'webhook'>) {
  const card = cardByNumber(body.card) ?? cardByTestId(body.card);
  if (!card) throw invalidRequest('No such test card.', { param: 'card' });
  if (body.customer) await load(call, 'customer', body.customer, 'customer');
  const { customer, currency, description, metadata } = body;
  const given = { amount: body.amount, created: call.now, currency, customer, description, metadata };
  const intent = await createIntent(call, given);
  const method = await createPaymentMethod(call, card, { customer });
  const paid = await pay(call, intent, { method, offSession: true });
  return load(call, 'charge', String(paid.latest_charge));
}

async function recentDeliveries(world: World): Promise<object> {
  const { rows } = await world.pool.query(
    `select delivery.id, event, event.doc ->> 'type' as type, endpoint, status, attempts, last_status, last_error
     from webhook_deliveries delivery join objects event on event.id = delivery.event
     order by delivery.id desc limit 100`,
  );
  return { data: rows };
}
