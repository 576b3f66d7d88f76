import { catalogueFaults } from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

/** What of the catalogue cannot be sold as it is, and why: above the list of products. */
export function catalogue({ db }: AdminDeps): OfficePage {
  return { permission: 'plans.read', read: async () => ({ faults: await catalogueFaults(db) }) };
}
