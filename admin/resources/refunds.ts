import type { ResourceDefinition } from './define.js';

export const refunds: ResourceDefinition = {
  id: 'refunds',
  model: 'Refund',
  permission: 'payments.read',
  titleColumn: 'stripe_id',
  columns: {
    id: { label: 'Id', hidden: true },
    created_at: { label: 'When', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    payment_id: { label: 'Payment', names: 'payments', list: true },
    amount_minor: { label: 'Amount', as: { kind: 'money', currency: 'currency' }, list: true },
    status: {
      label: 'State',
      as: { kind: 'state', of: 'refund' },
      list: true,
      filter: ['requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled'],
    },
    policy: {
      label: 'The credits',
      as: { kind: 'state', of: 'policy' },
      list: true,
      filter: ['unused', 'full', 'keep'],
    },
    requested_by: { label: 'Asked for by', names: 'operators', list: true },
    reason: { label: 'Reason', list: true },
    ticket: { label: 'Ticket', filter: 'whole' },
    failure_reason: { label: 'Why it failed' },
    stripe_id: { label: 'Stripe refund', as: { kind: 'code' }, filter: 'whole' },
    currency: { label: 'Currency', hidden: true },
    succeeded_at: { label: 'Succeeded', as: { kind: 'moment' } },
  },
};
