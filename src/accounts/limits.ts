import type { Role } from './roles.js';

/** How much one operator may do alone; null means no limit of that kind. Above it another operator approves. */
export type Limit = { a_time: number; a_day: number | null };

type MoneyLimits = { default: Limit } & Readonly<Record<string, Limit>>;

const NOTHING: Limit = { a_time: 0, a_day: 0 };

/** Hundredths of a credit. */
const ADJUST_LIMITS: Readonly<Record<Role, Limit>> = {
  customer: NOTHING,
  analyst: NOTHING,
  support: { a_time: 100_000, a_day: 500_000 },
  finance: { a_time: 1_000_000, a_day: null },
  admin: { a_time: 10_000_000, a_day: null },
};

/** Minor units, by currency; `default` holds for every currency that is not named, whatever a unit of it is worth. */
const REFUND_LIMITS: Readonly<Record<Role, MoneyLimits>> = {
  customer: { default: NOTHING },
  analyst: { default: NOTHING },
  support: { default: { a_time: 10_000, a_day: 50_000 } },
  finance: { default: { a_time: 500_000, a_day: null } },
  admin: { default: { a_time: 5_000_000, a_day: null } },
};

/** Both tables, for pages that explain them. */
export const LIMITS = { adjust: ADJUST_LIMITS, refund: REFUND_LIMITS } as const;

/** What a role may adjust, in hundredths of a credit. */
export function limitFor(role: Role, kind: 'adjust'): Limit;
/** What a role may refund, in minor units of `currency`. */
export function limitFor(role: Role, kind: 'refund', currency: string): Limit;
export function limitFor(role: Role, kind: 'adjust' | 'refund', currency = 'default'): Limit {
  return kind === 'adjust'
    ? LIMITS.adjust[role]
    : (LIMITS.refund[role][currency] ?? LIMITS.refund[role].default);
}
