import { type Actor, limitFor, may, OPERATOR_ROLES, type Role } from '../accounts/index.js';
import type { Queryable } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';
import { RefundAboveLimit } from './errors.js';

/** What an operator may refund alone; minor units. `left_today_minor` is null where no day's limit holds. */
export interface RefundLimit {
  a_time_minor: number;
  left_today_minor: number | null;
}

/** The actor's limits in a currency, less what he has refunded today (UTC). */
export async function refundLimit(
  db: Queryable,
  { actor, currency }: { actor: Actor; currency: string },
): Promise<RefundLimit> {
  const { a_time, a_day } = limitFor(actor.role, 'refund', currency);
  if (a_day === null) return { a_time_minor: a_time, left_today_minor: null };
  const { refunded } = await db.one<{ refunded: number }>(
    `SELECT coalesce(sum(amount_minor), 0) AS refunded FROM refunds
     WHERE requested_by = $1 AND currency = $2 AND status NOT IN ('failed', 'canceled')
       AND created_at >= date_trunc('day', app.now(), 'UTC')`,
    [actor.id, currency],
  );
  return { a_time_minor: a_time, left_today_minor: Math.max(0, a_day - refunded) };
}

/** Roles that may refund this much at a time; none where it is nothing. */
export function rolesThatMayRefund(amount_minor: number, currency: string): string[] {
  if (amount_minor === 0) return [];
  const suffices = (role: Role) => limitFor(role, 'refund', currency).a_time >= amount_minor;
  return OPERATOR_ROLES.filter((role) => may(role, 'payments.refund') && suffices(role));
}

/** @throws RefundAboveLimit that names who may */
export function requireWithinLimit(
  limit: RefundLimit,
  { amount_minor, currency }: { amount_minor: number; currency: string },
): void {
  const { a_time_minor, left_today_minor } = limit;
  const allowed_minor = Math.min(a_time_minor, left_today_minor ?? a_time_minor);
  if (amount_minor <= allowed_minor) return;
  const who_may = rolesThatMayRefund(amount_minor, currency);
  const whom =
    who_may.length > 0
      ? `Ask someone with the role ${who_may.join(' or ')}.`
      : 'Nobody may refund this much at once.';
  const above =
    amount_minor > a_time_minor
      ? `You may refund up to ${formatMoney(a_time_minor, currency)} at a time.`
      : `You may refund ${formatMoney(allowed_minor, currency)} more today.`;
  throw new RefundAboveLimit(`${above} ${whom}`, { limit_minor: allowed_minor, who_may });
}
