import type { Db } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import { planFrom, readReturnFacts } from './return-facts.js';
import type { ReturnPolicy } from './rules.js';

/** What a return would do; hundredths. `spent` is all that was used of what the payment gave. */
export interface ReturnPreview {
  bought: number;
  spent: number;
  expired: number;
  taken_before: number;
  taken_now: number;
  debt: number;
  available_before: number;
  available_after: number;
}

/** Foretells takeForReturn from the same figures, without changing anything. @throws NotFound */
export async function previewReturn(
  db: Db,
  { payment_id, amount_minor, policy }: { payment_id: string; amount_minor: number; policy: ReturnPolicy },
): Promise<ReturnPreview> {
  const payment = await db.maybeOne<{ user_id: string }>('SELECT user_id FROM payments WHERE id = $1', [
    payment_id,
  ]);
  if (!payment) throw new NotFound('There is no such payment.');
  const facts = await readReturnFacts(db, { wallet_id: payment.user_id, payment_id });
  const { own, others, debt } = planFrom(facts, { amount_minor, policy });
  const still_there = facts.own_open + facts.own_held + facts.own_frozen;
  return {
    bought: facts.granted,
    spent: facts.granted - still_there - facts.own_expired - facts.own_taken,
    expired: facts.own_expired,
    taken_before: facts.taken_before,
    taken_now: own + others,
    debt,
    available_before: facts.available,
    available_after: facts.available - own - others,
  };
}
