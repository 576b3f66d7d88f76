import type { ResourceDefinition } from './define.js';

/** What people wrote with the contact form. An address that is not signed in proves nobody: it names no customer. */
export const messages: ResourceDefinition = {
  id: 'messages',
  model: 'ContactMessage',
  permission: 'customers.read',
  titleColumn: 'name',
  columns: {
    id: { label: 'Id', hidden: true },
    created_at: { label: 'Written', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    name: { label: 'Name', list: true, filter: 'part' },
    email: { label: 'Address', list: true, filter: 'part' },
    user_id: { label: 'Signed in as', names: 'customers', list: true, filter: 'whole' },
    body: { label: 'Message', as: { kind: 'text' }, list: true, filter: 'part' },
    status: {
      label: 'State',
      as: { kind: 'state', of: 'message' },
      list: true,
      filter: ['open', 'answered'],
    },
    answered_by: { label: 'Answered by', names: 'operators' },
    answered_at: { label: 'Answered', as: { kind: 'moment' } },
  },
};
