import type { ResourceDefinition } from './define.js';

export const stripeOperations: ResourceDefinition = {
  id: 'stripe-operations',
  model: 'StripeOperation',
  permission: 'payments.read',
  titleColumn: 'kind',
  columns: {
    id: { label: 'Operation', as: { kind: 'code' }, filter: 'whole' },
    created_at: { label: 'Written down', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    kind: { label: 'What', as: { kind: 'code' }, list: true, filter: 'part' },
    user_id: { label: 'Customer', names: 'customers', list: true },
    requested_by: { label: 'Asked for by', names: 'operators', list: true },
    status: {
      label: 'State',
      as: { kind: 'state', of: 'operation' },
      list: true,
      filter: ['pending', 'sent', 'succeeded', 'failed', 'unknown'],
    },
    attempts: { label: 'Attempts', list: true },
    stripe_id: { label: 'Stripe object', as: { kind: 'code' }, list: true, filter: 'whole' },
    error_code: { label: 'Error code', as: { kind: 'code' } },
    error_message: { label: 'Error' },
    first_sent_at: { label: 'First sent', as: { kind: 'moment' } },
    finished_at: { label: 'Finished', as: { kind: 'moment' } },
    steps: { label: 'Steps', hidden: true },
    parameters: { label: 'Parameters', as: { kind: 'json' } },
  },
};
