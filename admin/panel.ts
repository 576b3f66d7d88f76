import AdminJS from 'adminjs';
import { openActions } from './actions/index.js';
import type { AdminDeps } from './deps.js';
import { apiKeys } from './resources/api-keys.js';
import { auditEntries } from './resources/audit-entries.js';
import { customers } from './resources/customers.js';
import { defineResource, type Source } from './resources/define.js';
import { discrepancies } from './resources/discrepancies.js';
import { entries } from './resources/entries.js';
import { grants } from './resources/grants.js';
import { messages } from './resources/messages.js';
import { operators } from './resources/operators.js';
import { payments } from './resources/payments.js';
import { prices } from './resources/prices.js';
import { products } from './resources/products.js';
import { refunds } from './resources/refunds.js';
import { services } from './resources/services.js';
import { stripeEvents } from './resources/stripe-events.js';
import { stripeOperations } from './resources/stripe-operations.js';

const RESOURCES = [
  customers,
  messages,
  payments,
  refunds,
  grants,
  entries,
  services,
  products,
  prices,
  stripeEvents,
  stripeOperations,
  discrepancies,
  apiKeys,
  auditEntries,
  operators,
] as const;

export const ROOT_PATH = '/admin';
export const LOGIN_PATH = `${ROOT_PATH}/login`;
export const BOARD_PATH = `${ROOT_PATH}/queues`;

/** AdminJS with our resources, each reading only, and the actions that were opened on them. */
export function createPanel(deps: AdminDeps, source: Source): AdminJS {
  const actions = openActions(deps);
  return new AdminJS({
    rootPath: ROOT_PATH,
    loginPath: LOGIN_PATH,
    logoutPath: `${ROOT_PATH}/logout`,
    resources: RESOURCES.map((definition) =>
      defineResource(source, { ...definition, actions: actions[definition.id] ?? {} }),
    ),
    branding: { companyName: 'QuickScale', logo: false, withMadeWithLove: false },
    version: { admin: false },
    settings: { defaultPerPage: 25 },
  });
}
