import type { ResourceDefinition } from './define.js';

export const grants: ResourceDefinition = {
  id: 'grants',
  model: 'Grant',
  permission: 'ledger.read',
  key: ['wallet_id', 'id'],
  titleColumn: 'type',
  columns: {
    id: { label: 'Id', hidden: true },
    created_at: { label: 'When', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    wallet_id: { label: 'Customer', names: 'customers', list: true, filter: 'whole' },
    type: {
      label: 'Type',
      as: { kind: 'words' },
      list: true,
      filter: ['subscription', 'promotional', 'pay_as_you_go'],
    },
    source: {
      label: 'From',
      as: { kind: 'words' },
      list: true,
      filter: [
        'payment',
        'invoice_line',
        'operator',
        'reversal',
        'conversion',
        'dispute',
        'trial',
        'release',
      ],
    },
    amount: { label: 'Given', as: { kind: 'credits' }, list: true },
    remaining: { label: 'Left', as: { kind: 'credits' }, list: true },
    expires_at: { label: 'Expires', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    held: { label: 'Held', as: { kind: 'credits' } },
    frozen: { label: 'Frozen', as: { kind: 'credits' } },
    source_id: { label: 'Source id', as: { kind: 'code' } },
    payment_id: { label: 'Payment', names: 'payments' },
    reason: { label: 'Reason' },
    granted_by: { label: 'Given by', names: 'operators' },
  },
};
