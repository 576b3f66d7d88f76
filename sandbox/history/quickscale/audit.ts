import type { OperatorRole } from '../../../src/accounts/index.js';
import type { Customer } from '../customer.js';
import { iso } from '../time.js';

type Act = {
  by: OperatorRole;
  action: string;
  subject: { type: string; id: string };
  before?: object;
  after?: object;
  reason?: string | undefined;
  ticket?: string | undefined;
};

/** Records what an operator did to a customer; the sealer chains it once it is written. */
export function auditAct(
  { id, random, world }: Customer,
  { by, action, subject, before, after, reason, ticket }: Act,
  at: number,
): void {
  world.book.insert('audit_entries', {
    id: random.uuid(at),
    at: iso(at),
    actor_id: world.staff[by],
    actor_role: by,
    subject_type: subject.type,
    subject_id: subject.id,
    customer_id: id,
    action,
    before: before ?? null,
    after: after ?? null,
    reason: reason ?? null,
    ticket: ticket ?? null,
    address: '127.0.0.1',
  });
}
