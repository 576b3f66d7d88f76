import type { ResourceDefinition } from './define.js';

export const prices: ResourceDefinition = {
  id: 'prices',
  model: 'Price',
  permission: 'plans.read',
  titleColumn: 'nickname',
  sort: { sortBy: 'unit_amount_minor', direction: 'asc' },
  columns: {
    id: { label: 'Id', hidden: true },
    nickname: { label: 'Price', list: true },
    product_id: { label: 'Product', names: 'products', list: true },
    unit_amount_minor: {
      label: 'Amount',
      as: { kind: 'money', currency: 'currency' },
      list: true,
      sort: true,
    },
    billing_interval: { label: 'Every', as: { kind: 'words' }, list: true, filter: ['month', 'year'] },
    credit_amount: { label: 'Credits', as: { kind: 'whole-credits' }, list: true },
    active: { label: 'On sale', as: { kind: 'yes-no' }, list: true, filter: ['true', 'false'] },
    stripe_id: { label: 'Stripe price', as: { kind: 'code' }, list: true, filter: 'whole' },
    fault: { label: 'Fault' },
    currency: { label: 'Currency', hidden: true },
    updated_at: { label: 'Read from Stripe', as: { kind: 'moment' } },
  },
};
