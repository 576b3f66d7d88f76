import { type Actor, audit, requirePermission } from '../../accounts/index.js';
import type { Tx } from '../../platform/db.js';
import { requireReason } from '../../platform/reason.js';
import type { SubscriptionView } from './view.js';

/** An operator who changes a customer's plan for him. */
export interface OnBehalf {
  actor: Actor;
  reason: string;
  ticket?: string | undefined;
  /** Whether the customer is told by mail. */
  notify: boolean;
}

/** @throws Forbidden, InvalidInput (reason) */
export function requireOnBehalf({ actor, reason }: OnBehalf): void {
  requirePermission(actor, 'subscriptions.change');
  requireReason(reason);
}

/** Writes down what an operator changes, with the change itself. */
export async function auditChange(
  tx: Tx,
  given: { operator: OnBehalf; action: string; plan: SubscriptionView; after: Record<string, unknown> },
): Promise<void> {
  const { operator, action, plan, after } = given;
  const { actor, reason, ticket } = operator;
  await audit(tx, {
    actor,
    action,
    subject: { type: 'subscription', id: plan.id },
    customer_id: plan.user_id,
    before: {
      plan: plan.plan,
      status: plan.status,
      ends_at: plan.ends_at,
      ...(plan.rests ? { rests: true } : {}),
      ...(plan.pending ? { pending: { plan: plan.pending.plan, at: plan.pending.at } } : {}),
    },
    after,
    reason,
    ticket: ticket ?? null,
  });
}
