import { z } from 'zod';
import type { Call } from '../call.js';
import { noSuch } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { flag, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';

/** Stripe forgets events after 30 days. */
const KEPT_SECONDS = 30 * 24 * 3600;

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  delivery_success: flag.optional(),
  type: text.optional(),
  types: z.array(text).max(20).optional(),
});

async function retrieve(call: Call, _params: object, id: string) {
  const event = await load(call, 'event', id);
  if (event.created < call.now - KEPT_SECONDS) throw noSuch('event', id);
  return event;
}

function listEvents(call: Call, params: z.output<typeof ListParams>) {
  const { type, types, delivery_success, created, ...page } = params;
  const asked = typeof created === 'number' ? { gte: created, lte: created } : (created ?? {});
  const kept = { ...asked, gte: Math.max(asked.gte ?? 0, call.now - KEPT_SECONDS) };
  const pending = delivery_success === true ? '0' : undefined;
  const filters = { type: types ?? (type ? [type] : undefined), pending_webhooks: pending };
  return list(call, 'event', '/v1/events', { ...page, created: kept }, { ...filters });
}

export const eventRoutes = [
  route('get', '/v1/events', ListParams, listEvents),
  route('get', '/v1/events/:id', z.strictObject({}), retrieve),
];
