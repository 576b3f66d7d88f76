import { now } from '../platform/clock.js';
import type { Db } from '../platform/db.js';
import { type Adjustment, type AdjustmentWish, requireSensible } from './adjustment.js';
import { balance } from './balance.js';
import { InsufficientCredits } from './errors.js';
import { openGrants } from './open-grants.js';
import { takeInOrder } from './rules.js';
import { settle } from './settle.js';

export type AdjustmentPreview = Omit<Adjustment, 'id'>;

/**
 * What an adjustment would do, in hundredths; `parts` is empty for credits given. What has lapsed and
 * nobody wrote down yet is written down first: the adjustment would meet it so.
 * @throws InvalidInput, UnknownCustomer, InsufficientCredits
 */
export async function previewAdjustment(db: Db, wish: AdjustmentWish): Promise<AdjustmentPreview> {
  requireSensible(wish, { now: await now(db) });
  const { wallet_id, direction, amount } = wish;
  await settle(db, wallet_id);
  const { available, held, frozen, debt } = await balance(db, wallet_id);
  const before = { available, held, frozen, debt };
  if (direction === 'up') {
    const repaid = Math.min(debt, amount);
    const after = { ...before, available: available + amount - repaid, debt: debt - repaid };
    return { direction, amount, parts: [], before, after };
  }
  if (amount > available) throw new InsufficientCredits({ needed: amount, available, debt });
  const parts = takeInOrder(await openGrants(db, { id: wallet_id }), amount);
  return {
    direction,
    amount,
    parts: parts.map((part) => ({ grant: part.id, type: part.type, amount: part.amount })),
    before,
    after: { ...before, available: available - amount },
  };
}
