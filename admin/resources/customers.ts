import type { ResourceDefinition } from './define.js';

export const customers: ResourceDefinition = {
  id: 'customers',
  model: 'User',
  permission: 'customers.read',
  scope: () => ({ role: 'customer' }),
  titleColumn: 'email',
  columns: {
    id: { label: 'Id', hidden: true },
    email: { label: 'Email', list: true, filter: 'part', sort: true },
    name: { label: 'Name', list: true, filter: 'part' },
    status: { label: 'State', as: { kind: 'state', of: 'user' }, list: true, filter: ['active', 'closed'] },
    stripe_customer_id: { label: 'Stripe customer', as: { kind: 'code' }, list: true, filter: 'whole' },
    email_verified_at: { label: 'Address confirmed', as: { kind: 'moment' } },
    last_sign_in_at: { label: 'Last signed in', as: { kind: 'moment' }, list: true },
    created_at: { label: 'Customer since', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
  },
};
