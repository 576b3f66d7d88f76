import type Stripe from 'stripe';
import type { Call } from './call.js';
import { takeFault } from './faults.js';
import { buildEvent } from './objects/event.js';
import type { EventDoc, StripeObject } from './objects/types.js';
import { insert } from './store.js';

/**
 * Stores the event of a change and a delivery for each endpoint that listens, in the transaction of the change.
 * With `before`, the event says which fields had other values.
 */
export async function emit<D extends StripeObject>(
  call: Call,
  type: Stripe.Event.Type,
  object: D,
  before?: D,
): Promise<void> {
  const endpoints = call.silent ? [] : await listeners(call, type);
  const previous = before ? { previous_attributes: changedFields(before, object) } : {};
  const data = { object, ...previous };
  const twin = await takeFault(call.tx, ['twin'], { path: '/webhooks', method: 'POST' });
  for (let copy = 0; copy < (twin ? 2 : 1); copy += 1) await tell(call, type, data, endpoints);
}

async function tell(
  call: Call,
  type: Stripe.Event.Type,
  data: EventDoc['data'],
  endpoints: string[],
): Promise<void> {
  const event = buildEvent({
    created: call.now,
    data,
    pending_webhooks: endpoints.length,
    request: call.request,
    type,
  });
  await insert(call, event);
  await call.tx.query('insert into webhook_deliveries (event, endpoint) select $1, unnest($2::text[])', [
    event.id,
    endpoints,
  ]);
  call.leaveWork();
}

async function listeners(call: Call, type: string): Promise<string[]> {
  const { rows } = await call.tx.query<{ id: string }>(
    `select id from objects
     where type = 'webhook_endpoint' and not deleted and doc ->> 'status' = 'enabled'
       and doc -> 'enabled_events' ?| array['*', $1]`,
    [type],
  );
  return rows.map((row) => row.id);
}

function changedFields(before: StripeObject, after: StripeObject): Record<string, unknown> {
  const now = after as unknown as Record<string, unknown>;
  const old = Object.entries(before);
  return Object.fromEntries(old.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(now[key])));
}
