import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { invalidRequest } from '../errors.js';
import { randomText } from '../ids.js';
import { createdParam, list, pageParams } from '../lists.js';
import { API_VERSION } from '../objects/event.js';
import { buildWebhookEndpoint } from '../objects/webhook-endpoint.js';
import { choice, clearable, flag, mergeMetadata, metadata, present, text, updated, url } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, remove, save, saveHidden } from '../store.js';

const CreateParams = z.strictObject({
  api_version: choice(API_VERSION).optional(),
  description: clearable.optional(),
  enabled_events: z.array(text).min(1),
  metadata: metadata.optional(),
  url,
});
const UpdateParams = z.strictObject({
  description: clearable.optional(),
  disabled: flag.optional(),
  enabled_events: z.array(text).min(1).optional(),
  metadata: metadata.optional(),
  url: url.optional(),
});

/** The secret is in the answer to the creation and never again. */
async function create(call: Call, given: z.output<typeof CreateParams>) {
  refuseFar(given.url);
  const endpoint = buildWebhookEndpoint({
    created: call.now,
    ...present(given),
    metadata: mergeMetadata(null, given.metadata),
  });
  const secret = `whsec_${randomText(32)}`;
  await insert(call, endpoint, { secret });
  return { ...endpoint, secret };
}

async function update(call: Call, { disabled, ...given }: z.output<typeof UpdateParams>, id: string) {
  if (given.url) refuseFar(given.url);
  const before = await lock(call, 'webhook_endpoint', id);
  const status = disabled === undefined ? before.status : disabled ? 'disabled' : 'enabled';
  return save(call, { ...updated(before, given), status });
}

async function destroy(call: Call, _params: object, id: string) {
  const endpoint = await lock(call, 'webhook_endpoint', id);
  await call.tx.query(
    "update webhook_deliveries set status = 'failed' where endpoint = $1 and status = 'pending'",
    [id],
  );
  return remove(call, endpoint);
}

/** A sandbox sends to its own machine and nowhere else. */
function refuseFar(address: string): void {
  const { hostname, protocol } = new URL(address);
  const near = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (!near)
    throw invalidRequest('The sandbox delivers only to http://127.0.0.1.', {
      code: 'url_invalid',
      param: 'url',
    });
}

/** Points the endpoint that the sandbox itself configures to an address, with a secret known beforehand. */
export async function configureEndpoint(call: Call, webhook: { url: string; secret: string }): Promise<void> {
  refuseFar(webhook.url);
  const { rows } = await call.tx.query<{ doc: Stripe.WebhookEndpoint }>(
    "select doc from objects where type = 'webhook_endpoint' and not deleted and hidden ? 'configured' for update",
  );
  const existing = rows[0]?.doc;
  const hidden = { secret: webhook.secret, configured: true };
  if (!existing) {
    await insert(call, buildWebhookEndpoint({ created: call.now, url: webhook.url }), hidden);
    return;
  }
  await save(call, { ...existing, url: webhook.url });
  await saveHidden(call, existing.id, hidden);
}

export const webhookEndpointRoutes = [
  route('post', '/v1/webhook_endpoints', CreateParams, create),
  route('get', '/v1/webhook_endpoints', z.strictObject({ ...pageParams, ...createdParam }), (call, page) =>
    list(call, 'webhook_endpoint', '/v1/webhook_endpoints', page),
  ),
  route('get', '/v1/webhook_endpoints/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'webhook_endpoint', id),
  ),
  route('post', '/v1/webhook_endpoints/:id', UpdateParams, update),
  route('delete', '/v1/webhook_endpoints/:id', z.strictObject({}), destroy),
];
