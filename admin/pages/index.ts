import type { AdminDeps } from '../deps.js';
import { catalogue } from './catalogue.js';
import { confirm } from './confirm.js';
import { dashboard } from './dashboard.js';
import type { OfficePage } from './page.js';
import { search } from './search.js';
import { work } from './work.js';

/** The calls that belong to no record, by their name in addresses. */
export function openPages(deps: AdminDeps): Readonly<Record<string, OfficePage>> {
  return {
    catalogue: catalogue(deps),
    dashboard: dashboard(deps),
    search: search(deps),
    confirm: confirm(deps),
    work: work(deps),
  };
}
