import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';

import { requireReason } from '../platform/reason.js';
import { lockOperator, requireWithinLimits } from './adjustment-limits.js';
import { AdjustmentSpent, UnknownAdjustment } from './errors.js';
import { replayOr } from './idempotency.js';
import { bringIn } from './inflow.js';
import { type Arrival, type Cause, type OpenWallet, type Parts, post } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { toCredits } from './units.js';

export interface AdjustmentUndo {
  actor: Actor;
  wallet_id: string;
  adjustment_id: string;
  reason: string;
  ticket?: string | undefined;
}

/**
 * Undoes an adjustment by compensating entries, once: a second call does nothing. Credits given are taken out of
 * their grant, all or none; credits taken go back to the grants they came from.
 *
 * @throws Forbidden, AdjustmentAboveLimit, InvalidInput, UnknownCustomer, UnknownAdjustment, AdjustmentSpent
 */
export async function undoAdjustment(tx: Tx, undo: AdjustmentUndo): Promise<void> {
  const { actor, wallet_id, adjustment_id, reason } = undo;
  requirePermission(actor, 'credits.adjust');
  requireReason(reason);
  const amount = await adjustedAmount(tx, undo);
  await lockOperator(tx, actor);
  const wallet = await openWallet(tx, wallet_id);
  const cause: Cause = { cause: 'operator', cause_id: adjustment_id, operator_id: actor.id, reason };
  await replayOr(
    tx,
    { wallet_id, key_owner: 'operators', key: adjustment_id, operation: 'adjustment_undo', body: {} },
    async () => {
      await requireWithinLimits(tx, { actor, amount: Math.abs(amount) });
      const after = amount > 0 ? await takeGrantBack(tx, wallet, cause) : await putBack(tx, wallet, cause);
      await record(tx, undo, { before: wallet, after, amount });
      return { undone: adjustment_id };
    },
  );
}

/** Signed: what was given, or minus what was taken. */
async function adjustedAmount(
  tx: Tx,
  { wallet_id, adjustment_id }: { wallet_id: string; adjustment_id: string },
): Promise<number> {
  const { amount } = await tx.one<{ amount: number | null }>(
    `SELECT coalesce(
       (SELECT amount FROM grants WHERE wallet_id = $1 AND source = 'operator' AND source_id = $2),
       (SELECT sum(amount) FROM entries
        WHERE wallet_id = $1 AND kind = 'adjustment' AND cause = 'operator' AND cause_id = $2 AND amount < 0)
     ) AS amount`,
    [wallet_id, adjustment_id],
  );
  if (amount === null) throw new UnknownAdjustment();
  return amount;
}

async function takeGrantBack(tx: Tx, wallet: OpenWallet, cause: Cause): Promise<Parts> {
  const grant = await tx.one<{ id: string; amount: number; remaining: number }>(
    "SELECT id, amount, remaining FROM grants WHERE wallet_id = $1 AND source = 'operator' AND source_id = $2",
    [wallet.id, cause.cause_id],
  );
  if (grant.remaining < grant.amount) throw new AdjustmentSpent(grant);
  return post(tx, wallet, [{ ...cause, grant_id: grant.id, kind: 'adjustment', amount: -grant.amount }]);
}

async function putBack(tx: Tx, wallet: OpenWallet, cause: Cause): Promise<Parts> {
  const arrivals = await tx.query<Arrival>(
    `SELECT grant_id, -amount AS amount FROM entries
     WHERE wallet_id = $1 AND kind = 'adjustment' AND cause = 'operator' AND cause_id = $2 ORDER BY no`,
    [wallet.id, cause.cause_id],
  );
  return bringIn(tx, wallet, { arrivals, kind: 'adjustment', cause });
}

async function record(
  tx: Tx,
  { actor, wallet_id, adjustment_id, reason, ticket }: AdjustmentUndo,
  { before, after, amount }: { before: Parts; after: Parts; amount: number },
): Promise<void> {
  await audit(tx, {
    actor,
    action: 'credits.adjust_undo',
    subject: { type: 'adjustment', id: adjustment_id },
    customer_id: wallet_id,
    before: { available: toCredits(before.available), debt: toCredits(before.debt) },
    after: {
      available: toCredits(after.available),
      debt: toCredits(after.debt),
      adjusted: toCredits(-amount),
    },
    reason,
    ticket,
  });
}
