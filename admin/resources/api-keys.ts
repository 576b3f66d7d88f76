import type { ResourceDefinition } from './define.js';

/** Never its hash. */
export const apiKeys: ResourceDefinition = {
  id: 'api-keys',
  model: 'ApiKey',
  permission: 'api_keys.read',
  titleColumn: 'name',
  columns: {
    id: { label: 'Id', hidden: true },
    name: { label: 'Name', list: true, filter: 'part' },
    prefix: { label: 'Begins with', as: { kind: 'code' }, list: true, filter: 'whole' },
    owner: { label: 'Whose', as: { kind: 'words' }, list: true, filter: ['company', 'customer'] },
    user_id: { label: 'Customer', names: 'customers', list: true, filter: 'whole' },
    scopes: { label: 'May', as: { kind: 'code' } },
    rate_limit_per_minute: { label: 'Requests a minute' },
    last_used_at: { label: 'Last used', as: { kind: 'moment' }, list: true },
    expires_at: { label: 'Expires', as: { kind: 'moment' }, list: true },
    revoked_at: { label: 'Revoked', as: { kind: 'moment' }, list: true },
    created_by: { label: 'Made by', names: 'operators' },
    created_at: { label: 'Since', as: { kind: 'moment' }, list: true, sort: true },
  },
};
