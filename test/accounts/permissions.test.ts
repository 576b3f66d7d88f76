import { describe, expect, test } from '@jest/globals';
import {
  Forbidden,
  limitFor,
  may,
  OPERATOR_ROLES,
  type Permission,
  type Role,
  requirePermission,
} from '../../src/accounts/index.js';

const ALL: readonly Role[] = ['customer', ...OPERATOR_ROLES];
const allowed = (permission: Permission) => ALL.filter((role) => may(role, permission));

describe('what operators may', () => {
  test.each<[Permission, Role[]]>([
    ['customers.read', ['support', 'finance', 'admin']],
    ['payments.read', ['support', 'finance', 'admin']],
    ['ledger.read', ['support', 'finance', 'admin']],
    ['credits.adjust', ['support', 'finance', 'admin']],
    ['payments.refund', ['support', 'finance', 'admin']],
    ['subscriptions.change', ['support', 'finance', 'admin']],
    ['overrides.suspend', ['support', 'finance', 'admin']],
    ['overrides.all', ['finance', 'admin']],
    ['events.replay', ['support', 'finance', 'admin']],
    ['payments.register', ['support', 'finance', 'admin']],
    ['reconciliation.fix', ['finance', 'admin']],
    ['approvals.decide', ['finance', 'admin']],
    ['services.write', ['admin']],
    ['api_keys.write', ['admin']],
    ['roles.write', ['admin']],
    ['queues.write', ['admin']],
    ['audit.read_own', ['support', 'finance', 'admin']],
    ['audit.read_all', ['finance', 'admin']],
    ['analytics.read', ['support', 'finance', 'analyst', 'admin']],
  ])('%s: %j', (permission, roles) => {
    expect(allowed(permission)).toEqual(roles);
  });

  test('what is not allowed is refused with the permission named', () => {
    const analyst = { id: 'a', role: 'analyst', address: null } as const;
    expect(() => requirePermission(analyst, 'customers.read')).toThrow(Forbidden);
    expect(() => requirePermission(analyst, 'analytics.read')).not.toThrow();
  });

  test('limits are those of the domain, in hundredths and in minor units', () => {
    expect(limitFor('support', 'adjust')).toEqual({ a_time: 1_000_00, a_day: 5_000_00 });
    expect(limitFor('finance', 'adjust')).toEqual({ a_time: 10_000_00, a_day: null });
    expect(limitFor('admin', 'adjust')).toEqual({ a_time: 100_000_00, a_day: null });
    expect(limitFor('support', 'refund', 'eur')).toEqual({ a_time: 100_00, a_day: 500_00 });
    expect(limitFor('finance', 'refund', 'eur')).toEqual({ a_time: 5_000_00, a_day: null });
    expect(limitFor('admin', 'refund', 'usd')).toEqual({ a_time: 50_000_00, a_day: null });
    for (const role of ['customer', 'analyst'] as const) {
      expect(limitFor(role, 'adjust').a_time).toBe(0);
      expect(limitFor(role, 'refund', 'eur').a_time).toBe(0);
    }
  });
});
