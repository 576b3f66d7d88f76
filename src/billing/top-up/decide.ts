/** Everything that decides about one automatic top-up. Credits in hundredths, money in minor units. */
export interface Standing {
  on: boolean;
  available: number;
  threshold: number;
  debt: number;
  account: 'active' | 'restricted' | 'closed';
  /** An earlier attempt is not settled yet. */
  under_way: boolean;
  /** Nothing is to be waited for any more. */
  due: boolean;
  /** Money went back to the customer since he agreed. */
  returned: boolean;
  /** There is a card to charge. */
  card: boolean;
  /** What the pack costs; null when it is no longer for sale as agreed. */
  amount_minor: number | null;
  cap_minor: number;
  /** Taken by top-ups this month, those under way included. */
  used_minor: number;
}

export type OffReason = 'customer' | 'declined' | 'no_card' | 'not_for_sale' | 'returned' | 'closed';
export type WaitsFor = 'card' | 'cap' | 'account';

export type Decision =
  | { act: 'buy'; amount_minor: number }
  | { act: 'wait'; waits_for: Exclude<WaitsFor, 'card'> }
  | { act: 'stop'; reason: OffReason }
  | { act: 'nothing' };

const NOTHING: Decision = { act: 'nothing' };

/**
 * Whether to buy now. After a refund or a dispute it stops rather than buys: what has just been given back must
 * not be charged again by itself.
 */
export function decide(standing: Standing): Decision {
  const { on, available, threshold, account, under_way, due } = standing;
  if (!on || under_way || !due) return NOTHING;
  if (account === 'closed') return { act: 'stop', reason: 'closed' };
  if (available >= threshold) return NOTHING;
  if (standing.returned) return { act: 'stop', reason: 'returned' };
  if (account === 'restricted' || standing.debt > 0) return { act: 'wait', waits_for: 'account' };
  if (standing.amount_minor === null) return { act: 'stop', reason: 'not_for_sale' };
  if (!standing.card) return { act: 'stop', reason: 'no_card' };
  const { amount_minor, used_minor, cap_minor } = standing;
  if (used_minor + amount_minor > cap_minor) return { act: 'wait', waits_for: 'cap' };
  return { act: 'buy', amount_minor };
}
