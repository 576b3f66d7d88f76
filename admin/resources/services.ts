import type { ResourceDefinition } from './define.js';

export const services: ResourceDefinition = {
  id: 'services',
  model: 'Service',
  permission: 'services.read',
  titleColumn: 'name',
  sort: { sortBy: 'name', direction: 'asc' },
  columns: {
    id: { label: 'Id', hidden: true },
    name: { label: 'Service', list: true, sort: true, filter: 'part' },
    slug: { label: 'Name in the API', as: { kind: 'code' }, list: true },
    cost: { label: 'Cost', as: { kind: 'credits' }, list: true, sort: true },
    unit: { label: 'For each', list: true },
    active: { label: 'On offer', as: { kind: 'yes-no' }, list: true, filter: ['true', 'false'] },
    description: { label: 'What it does' },
    created_at: { label: 'Since', as: { kind: 'moment' } },
    updated_at: { label: 'Changed', as: { kind: 'moment' } },
  },
};
