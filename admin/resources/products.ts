import type { ResourceDefinition } from './define.js';

export const products: ResourceDefinition = {
  id: 'products',
  model: 'Product',
  permission: 'plans.read',
  titleColumn: 'name',
  sort: { sortBy: 'name', direction: 'asc' },
  columns: {
    id: { label: 'Id', hidden: true },
    name: { label: 'Product', list: true, sort: true, filter: 'part' },
    kind: { label: 'Kind', as: { kind: 'words' }, list: true, filter: ['subscription', 'pack'] },
    credit_amount: { label: 'Credits', as: { kind: 'whole-credits' }, list: true },
    active: { label: 'On sale', as: { kind: 'yes-no' }, list: true, filter: ['true', 'false'] },
    fault: { label: 'Fault', list: true },
    stripe_id: { label: 'Stripe product', as: { kind: 'code' }, list: true, filter: 'whole' },
    description: { label: 'Description' },
    trial_credit_amount: { label: 'Credits while on trial', as: { kind: 'whole-credits' } },
    updated_at: { label: 'Read from Stripe', as: { kind: 'moment' } },
  },
};
