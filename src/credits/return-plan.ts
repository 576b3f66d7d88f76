import type { ReturnFacts } from './return-facts.js';
import type { LiveReturn } from './return-rows.js';
import { targetsOf } from './return-targets.js';
import { creditsToTake, planReturn, type ReturnPlan } from './rules.js';

/**
 * What a live return does now. A decided one takes `own`, `others` and `debt` and counts `expired` in addition to
 * what it has; an open dispute is planned anew: `own` and `expired` are what it has from now on.
 */
export interface PlannedReturn<Row> extends ReturnPlan {
  row: Row;
  target: number;
}

/** What the plan needs of a row that may not exist yet. */
export type Plannable = Pick<
  LiveReturn,
  'amount_minor' | 'policy' | 'target' | 'taken' | 'expired' | 'frozen' | 'debt' | 'undecided'
>;

/**
 * Shares what a payment's grants still have among its live returns: decided ones first, so that a refund takes what
 * an open dispute has frozen; what is held is kept for the first that lacks it.
 */
export function planReturns<Row extends Plannable>(
  facts: Omit<ReturnFacts, 'returns' | 'left_minor'>,
  returns: readonly Row[],
): PlannedReturn<Row>[] {
  const targets = targetsOf(facts, returns);
  const decided = returns.filter(({ undecided }) => !undecided);
  let own_open = facts.own_open + facts.own_frozen;
  let own_expired = Math.max(0, facts.own_expired - decided.reduce((sum, { expired }) => sum + expired, 0));
  let { own_held, others_open } = facts;
  return returns.map((row, nth) => {
    const target = targets[nth] ?? 0;
    const has = row.undecided ? 0 : row.taken + row.expired + row.debt;
    const pools = { own_open, own_held, own_expired, others_open };
    const plan = planReturn({ target: Math.max(0, target - has), policy: row.policy, ...pools });
    own_open -= plan.own;
    own_held -= plan.held;
    own_expired -= plan.expired;
    others_open -= plan.others;
    return { row, target, ...plan };
  });
}

/** The target of a return that is decided now: all that it adds to those decided before it. */
export function targetOfNext(
  { granted, paid_minor, left_minor, returns }: ReturnFacts,
  { amount_minor }: { amount_minor: number },
): number {
  const before = returns.filter(({ undecided }) => !undecided);
  return creditsToTake({
    granted,
    paid_minor,
    returned_before_minor: before.reduce((sum, row) => sum + row.amount_minor, 0),
    return_minor: Math.min(amount_minor, left_minor),
    taken_before: before.reduce((sum, row) => sum + row.target, 0),
  });
}
