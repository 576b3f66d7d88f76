import { type Actor, LIMITS, limitFor, OPERATOR_ROLES } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';
import { AdjustmentAboveLimit } from './errors.js';

/**
 * Locks the operator's row, so that two adjustments at once cannot both be the last one within the day's limit.
 * Always before the wallet, as a refund does: the other way round the two could wait for each other.
 */
export async function lockOperator(tx: Tx, actor: Actor): Promise<void> {
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [actor.id]);
}

/**
 * Refuses what an operator may not adjust alone, at a time or in a day (UTC); undoing counts like adjusting.
 * The caller has locked the operator. `amount` in hundredths. @throws AdjustmentAboveLimit
 */
export async function requireWithinLimits(
  tx: Tx,
  { actor, amount }: { actor: Actor; amount: number },
): Promise<void> {
  const limit = limitFor(actor.role, 'adjust');
  if (amount > limit.a_time) throw aboveLimit({ limit: limit.a_time, per: 'time', amount });
  if (limit.a_day === null) return;
  const { today } = await tx.one<{ today: number }>(
    `SELECT coalesce(round(sum(abs((after ->> 'adjusted')::numeric)) * 100), 0)::bigint AS today FROM audit_entries
     WHERE actor_id = $1 AND action IN ('credits.adjust', 'credits.adjust_undo')
       AND at >= date_trunc('day', app.now(), 'UTC')`,
    [actor.id],
  );
  if (today + amount > limit.a_day) throw aboveLimit({ limit: limit.a_day, per: 'day', amount });
}

function aboveLimit({
  limit,
  per,
  amount,
}: {
  limit: number;
  per: 'time' | 'day';
  amount: number;
}): AdjustmentAboveLimit {
  const who_may = OPERATOR_ROLES.filter((role) => {
    const theirs = LIMITS.adjust[role];
    return amount <= theirs.a_time && (per === 'time' || theirs.a_day === null);
  });
  return new AdjustmentAboveLimit({ limit, per, who_may });
}
