import { todaysFigures } from '../../src/analytics/index.js';
import { search } from '../../src/support/index.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

/** The calls that belong to no record, by their name in addresses. */
export function openPages({ db }: AdminDeps): Readonly<Record<string, OfficePage>> {
  return {
    dashboard: { permission: 'analytics.read', read: async () => todaysFigures(db) },
    search: {
      permission: 'customers.read',
      query: ['q'],
      read: async ({ actor, query }) => ({ groups: await search(db, actor, query.q ?? '') }),
    },
  };
}
