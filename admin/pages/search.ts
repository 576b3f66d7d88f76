import { search as find } from '../../src/support/index.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

/** What the box in the top bar asks. */
export function search({ db }: AdminDeps): OfficePage {
  return {
    permission: 'customers.read',
    query: ['q'],
    read: async ({ actor, query }) => ({ groups: await find(db, actor, query.q ?? '') }),
  };
}
