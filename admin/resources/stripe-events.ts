import type { ResourceDefinition } from './define.js';

export const stripeEvents: ResourceDefinition = {
  id: 'stripe-events',
  model: 'StripeEvent',
  permission: 'payments.read',
  titleColumn: 'type',
  sort: { sortBy: 'received_at', direction: 'desc' },
  columns: {
    received_at: { label: 'Received', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    type: { label: 'Type', as: { kind: 'code' }, list: true, filter: 'part' },
    object_id: { label: 'Object', as: { kind: 'code' }, list: true, filter: 'whole' },
    state: {
      label: 'State',
      as: { kind: 'state', of: 'event' },
      list: true,
      filter: ['received', 'processed', 'ignored', 'failed', 'dead'],
    },
    attempts: { label: 'Attempts', list: true },
    error: { label: 'Last error', list: true },
    came_by: {
      label: 'Came by',
      as: { kind: 'words' },
      list: true,
      filter: ['webhook', 'sweep'],
    },
    id: { label: 'Event', as: { kind: 'code' }, filter: 'whole' },
    object_type: { label: 'Object type', as: { kind: 'code' } },
    api_version: { label: 'API version', as: { kind: 'code' }, filter: 'whole' },
    livemode: { label: 'Live mode', as: { kind: 'yes-no' } },
    created_at: { label: 'Happened at Stripe', as: { kind: 'moment' } },
    processed_at: { label: 'Processed', as: { kind: 'moment' } },
    payload: { label: 'Payload', as: { kind: 'json' } },
  },
};
