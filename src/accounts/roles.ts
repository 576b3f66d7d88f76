export const OPERATOR_ROLES = ['support', 'finance', 'analyst', 'admin'] as const;

export type OperatorRole = (typeof OPERATOR_ROLES)[number];
export type Role = 'customer' | OperatorRole;

/** Who does something: a signed-in person. `address` is his IP address, null where there is none (command line). */
export type Actor = { id: string; role: Role; address: string | null };

/** What happens without a person: jobs, webhooks. */
export const SYSTEM = { id: null, role: 'system', address: null } as const;

export type AnyActor = Actor | typeof SYSTEM;

/** True for the roles that sign in to the back office. */
export function isOperator(role: string): role is OperatorRole {
  return (OPERATOR_ROLES as readonly string[]).includes(role);
}
