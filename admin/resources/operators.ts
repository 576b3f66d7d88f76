import type { ResourceDefinition } from './define.js';

/** Only names, for whoever did something; the page that manages operators reads more. */
export const operators: ResourceDefinition = {
  id: 'operators',
  model: 'User',
  permission: 'roles.write',
  scope: () => ({ role: { in: ['support', 'finance', 'analyst', 'admin'] } }),
  titleColumn: 'name',
  columns: {
    id: { label: 'Id', hidden: true },
    name: { label: 'Name', list: true, filter: 'part' },
    role: {
      label: 'Role',
      as: { kind: 'words' },
      list: true,
      filter: ['support', 'finance', 'analyst', 'admin'],
    },
    created_at: { label: 'Since', as: { kind: 'moment' }, list: true, sort: true },
  },
};
