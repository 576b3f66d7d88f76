import type { Action } from 'adminjs';
import { customerPage } from '../../src/support/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';

/** The customer's page; each reading of it is audited. */
export function showCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction({ permission: 'customers.read', method: 'GET' }, async ({ actor, id }) => ({
    page: await customerPage(db, actor, id),
  }));
}
