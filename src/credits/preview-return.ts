import type { Db } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import { type ReturnFacts, readReturnFacts } from './return-facts.js';
import { type Plannable, type PlannedReturn, planReturns, targetOfNext } from './return-plan.js';
import type { ReturnPolicy } from './rules.js';
import { settle } from './settle.js';

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

/**
 * Foretells takeForReturn from the same figures. Changes nothing, but writes down what has lapsed and nobody wrote
 * down yet: the return would meet it so. @throws NotFound
 */
export async function previewReturn(
  db: Db,
  { payment_id, amount_minor, policy }: { payment_id: string; amount_minor: number; policy: ReturnPolicy },
): Promise<ReturnPreview> {
  const payment = await db.maybeOne<{ user_id: string }>('SELECT user_id FROM payments WHERE id = $1', [
    payment_id,
  ]);
  if (!payment) throw new NotFound('There is no such payment.');
  await settle(db, payment.user_id);
  const facts = await readReturnFacts(db, { wallet_id: payment.user_id, payment_id });
  const wished: Plannable = {
    amount_minor: Math.min(amount_minor, facts.left_minor),
    policy,
    target: targetOfNext(facts, { amount_minor }),
    taken: 0,
    expired: 0,
    frozen: 0,
    debt: 0,
    undecided: false,
  };
  const decided = facts.returns.filter(({ undecided }) => !undecided);
  const disputes = facts.returns.filter(({ undecided }) => undecided);
  const plans = planReturns<Plannable>(facts, [...decided, wished, ...disputes]);
  const plan = plans[decided.length];
  const still_there = facts.own_open + facts.own_held + facts.own_frozen;
  return {
    bought: facts.granted,
    spent: facts.granted - still_there - facts.own_expired - facts.own_taken,
    expired: facts.own_expired,
    taken_before: facts.returns.reduce((sum, { taken }) => sum + taken, 0),
    taken_now: (plan?.own ?? 0) + (plan?.others ?? 0),
    debt: plan?.debt ?? 0,
    available_before: facts.available,
    available_after: availableAfter(facts, plans),
  };
}

/** What is neither taken nor frozen then; what a dispute lets go of repays debt first. */
function availableAfter(facts: ReturnFacts, plans: readonly PlannedReturn<Plannable>[]): number {
  const gone = plans.reduce((sum, { own, others }) => sum + own + others, 0);
  return Math.max(0, facts.available + facts.own_frozen - gone - facts.debt);
}
