import type { Express } from 'express';
import { z } from 'zod';
import { transact, type World } from './call.js';
import { mountDashboard } from './control-dashboard.js';
import { controlOf } from './control-surface.js';
import { activeFaults, addFault, clearFaults, FAULTS } from './faults.js';
import { configureEndpoint } from './resources/webhook-endpoints.js';
import { AFTER_RETRIES, afterRetries, saveSetting } from './settings.js';
import { moveClock, timeOf } from './time.js';
import { deliverAll, redeliver } from './webhooks.js';

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
const SettingsBody = z.strictObject({ after_retries: z.enum(AFTER_RETRIES) });
const EndpointBody = z.strictObject({ url: z.url(), secret: z.string().startsWith('whsec_') });

/** The control surface, which real Stripe lacks: time, faults, webhooks, and what people do outside the API. */
export function mountControl(app: Express, world: World): void {
  const control = controlOf(app);
  control('get', 'clock', z.unknown(), async () => timeOf(world));
  control('post', 'clock', ClockBody, (body) => moveClock(world, body));

  control('get', 'faults', z.unknown(), async () => ({ data: await activeFaults(world.pool) }));
  control('post', 'faults', FaultBody, async (body) => {
    await addFault(world.pool, body);
    return body;
  });
  control('delete', 'faults', z.unknown(), async () => {
    await clearFaults(world.pool);
    return {};
  });
  control('delete', 'faults/:id', z.unknown(), async (_body, id) => {
    await clearFaults(world.pool, z.enum(FAULTS).parse(id));
    return {};
  });

  control('get', 'settings', z.unknown(), async () => ({ after_retries: await afterRetries(world.pool) }));
  control('post', 'settings', SettingsBody, async (body) => {
    await saveSetting(world.pool, 'after_retries', body.after_retries);
    return body;
  });

  control('post', 'webhooks/endpoint', EndpointBody, async (body) => {
    await transact(world, {}, (call) => configureEndpoint(call, body));
    return body;
  });
  control('post', 'webhooks/deliver', z.unknown(), () => deliverAll(world.pool));
  control('post', 'webhooks/redeliver', z.strictObject({ event: z.string() }), async ({ event }) => {
    const deliveries = await redeliver(world.pool, event);
    world.wake();
    return { deliveries };
  });
  control('get', 'deliveries', z.unknown(), () => recentDeliveries(world));
  mountDashboard(control, world);
}

async function recentDeliveries(world: World): Promise<object> {
  const { rows } = await world.pool.query(
    `select delivery.id, event, event.doc ->> 'type' as type, endpoint, status, attempts, last_status, last_error
     from webhook_deliveries delivery join objects event on event.id = delivery.event
     order by delivery.id desc limit 100`,
  );
  return { data: rows };
}
