import type Stripe from 'stripe';
import { newId } from '../ids.js';
import { API_VERSION } from './event.js';

type Given = Partial<Stripe.WebhookEndpoint> & { created: number; url: string };

/** A complete webhook endpoint that hears every event. */
export function buildWebhookEndpoint(given: Given): Stripe.WebhookEndpoint {
  return {
    id: newId('we', 24),
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    description: null,
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    ...given,
  };
}
