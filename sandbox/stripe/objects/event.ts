import { newId } from '../ids.js';
import type { EventDoc } from './types.js';

/** The only API version this Stripe speaks: the one that the SDK pins. */
export const API_VERSION = '2026-10-28.endive';

type Given = Partial<EventDoc> & Pick<EventDoc, 'created' | 'data' | 'type'>;

/** A complete event. `data.object` is the object as it was at that moment. */
export function buildEvent(given: Given): EventDoc {
  return {
    id: newId('evt', 24),
    object: 'event',
    api_version: API_VERSION,
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    ...given,
  };
}
