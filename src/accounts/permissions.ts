import { Forbidden } from './errors.js';
import type { Actor, OperatorRole, Role } from './roles.js';

/** The one table of what operators may do; customers may do nothing here: their pages ask for ownership instead. */
const PERMISSIONS = {
  'customers.read': ['support', 'finance', 'admin'],
  'messages.answer': ['support', 'finance', 'admin'],
  'payments.read': ['support', 'finance', 'admin'],
  'ledger.read': ['support', 'finance', 'admin'],
  'credits.adjust': ['support', 'finance', 'admin'],
  'debts.write_off': ['finance', 'admin'],
  'payments.refund': ['support', 'finance', 'admin'],
  'subscriptions.change': ['support', 'finance', 'admin'],
  'overrides.suspend': ['support', 'finance', 'admin'],
  'overrides.all': ['finance', 'admin'],
  'payments.register': ['support', 'finance', 'admin'],
  'events.replay': ['support', 'finance', 'admin'],
  'reconciliation.read': ['support', 'finance', 'admin'],
  'reconciliation.fix': ['finance', 'admin'],
  'approvals.decide': ['finance', 'admin'],
  'services.read': ['support', 'finance', 'admin'],
  'services.write': ['admin'],
  'plans.read': ['support', 'finance', 'admin'],
  'plans.write': ['admin'],
  'api_keys.read': ['support', 'finance', 'admin'],
  'api_keys.write': ['admin'],
  'roles.read': ['support', 'finance', 'admin'],
  'roles.write': ['admin'],
  'queues.read': ['support', 'finance', 'admin'],
  'queues.write': ['admin'],
  'audit.read_own': ['support', 'finance', 'admin'],
  'audit.read_all': ['finance', 'admin'],
  'analytics.read': ['support', 'finance', 'analyst', 'admin'],
} as const satisfies Record<string, readonly OperatorRole[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a role holds a permission. Unknown roles hold none. */
export function may(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** @throws Forbidden when the actor's role does not hold the permission */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!may(actor.role, permission)) throw new Forbidden(actor.role, permission);
}
