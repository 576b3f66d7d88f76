import { todaysFigures } from '../../src/analytics/index.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

export function dashboard({ db }: AdminDeps): OfficePage {
  return { permission: 'analytics.read', read: () => todaysFigures(db) };
}
