import { may } from '../../src/accounts/index.js';
import type { ResourceDefinition } from './define.js';

/** Whoever holds the wider permission sees all; the others' lists are narrowed to what they did themselves. */
export const auditEntries: ResourceDefinition = {
  id: 'audit',
  model: 'AuditEntry',
  permission: 'audit.read_own',
  scope: ({ id, role }) => (may(role, 'audit.read_all') ? {} : { actor_id: id }),
  titleColumn: 'action',
  sort: { sortBy: 'at', direction: 'desc' },
  columns: {
    id: { label: 'Entry', as: { kind: 'code' } },
    at: { label: 'When', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    actor_id: { label: 'Who', names: 'operators', list: true },
    actor_role: {
      label: 'Role',
      as: { kind: 'words' },
      list: true,
      filter: ['support', 'finance', 'analyst', 'admin', 'customer', 'system'],
    },
    action: { label: 'Did', as: { kind: 'words' }, list: true, filter: 'part' },
    customer_id: { label: 'Customer', names: 'customers', list: true, filter: 'whole' },
    before: { label: 'Before', hidden: true },
    after: { label: 'Change', as: { kind: 'change', before: 'before' }, list: true },
    reason: { label: 'Reason', list: true },
    ticket: { label: 'Ticket', list: true, filter: 'whole' },
    subject_type: { label: 'About', as: { kind: 'words' } },
    subject_id: { label: 'Its id', as: { kind: 'code' } },
    address: { label: 'Address', as: { kind: 'code' } },
  },
};
