import { creditsToTake } from './rules.js';

/** What decides how much a payment's returns take: hundredths and minor units. */
export interface Bought {
  granted: number;
  paid_minor: number;
}

export interface Targeted {
  amount_minor: number;
  target: number;
  undecided: boolean;
}

/**
 * The targets that live returns of one payment should have, in their order (decided ones first). A decided return
 * keeps its own, and takes over what one that was undone leaves over, to its own share. An open dispute gives way:
 * its target is the share of min(disputed, paid − returned) at any moment.
 */
export function targetsOf(bought: Bought, returns: readonly Targeted[]): number[] {
  const decided = returns.filter(({ undecided }) => !undecided);
  let returned_minor = sum(decided.map(({ amount_minor }) => amount_minor));
  let counted = sum(decided.map(({ target }) => target));
  let missing = Math.max(0, share(bought, returned_minor) - counted);
  return returns.map((each) => {
    if (each.undecided) returned_minor += each.amount_minor;
    const wanted = each.undecided
      ? share(bought, returned_minor) - counted
      : each.target + Math.min(missing, Math.max(0, wholeShare(bought, each) - each.target));
    const target = Math.max(0, wanted);
    if (!each.undecided) missing -= target - each.target;
    counted += each.undecided ? target : target - each.target;
    return target;
  });
}

/** What so much money takes of all that was bought, rounded down. */
function share({ granted, paid_minor }: Bought, return_minor: number): number {
  return creditsToTake({ granted, paid_minor, returned_before_minor: 0, return_minor, taken_before: 0 });
}

/** The most that a return may take: its part rounded up, since rounding is over the running total. */
function wholeShare(bought: Bought, { amount_minor }: Targeted): number {
  const { granted, paid_minor } = bought;
  if (paid_minor === 0) return 0;
  const exact = (BigInt(granted) * BigInt(amount_minor)) % BigInt(paid_minor) === 0n;
  return Math.min(granted, share(bought, amount_minor) + (exact ? 0 : 1));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
