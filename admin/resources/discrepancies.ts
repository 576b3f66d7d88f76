import type { ResourceDefinition } from './define.js';

export const discrepancies: ResourceDefinition = {
  id: 'discrepancies',
  model: 'Discrepancy',
  permission: 'reconciliation.read',
  titleColumn: 'kind',
  columns: {
    id: { label: 'Id', hidden: true },
    created_at: { label: 'Found', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    kind: { label: 'What', as: { kind: 'words' }, list: true },
    user_id: { label: 'Customer', names: 'customers', list: true, filter: 'whole' },
    stripe_id: { label: 'Stripe object', as: { kind: 'code' }, list: true, filter: 'whole' },
    status: {
      label: 'State',
      as: { kind: 'state', of: 'discrepancy' },
      list: true,
      filter: ['open', 'fixed', 'dismissed'],
    },
    reason: { label: 'Reason', list: true },
    closed_by: { label: 'Closed by', names: 'operators' },
    closed_at: { label: 'Closed', as: { kind: 'moment' } },
    detail: { label: 'Detail', as: { kind: 'json' } },
  },
};
