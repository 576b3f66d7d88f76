import type { Action } from 'adminjs';
import type { AdminDeps } from '../deps.js';
import { showCustomer } from './show-customer.js';

type Actions = Readonly<Record<string, Readonly<Record<string, Partial<Action<never>>>>>>;

/** The actions that each resource has beyond its list and records, by resource and name. */
export function openActions(deps: AdminDeps): Actions {
  return {
    customers: { show: showCustomer(deps) },
  };
}
