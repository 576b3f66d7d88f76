import { liveReturns } from './family.js';
import { type ModelPayment, type ModelReturn, type ModelWallet, sum } from './wallet.js';

/** T of money that goes back now: floor(G · (R + r) / P) − ΣT of what was decided before. */
export function nextTarget(
  wallet: ModelWallet,
  { payment, amount_minor }: Pick<ModelReturn, 'payment' | 'amount_minor'>,
): number {
  const before = liveReturns(wallet, payment).filter(({ undecided }) => !undecided);
  const inAll = share(
    wallet.payments.get(payment)!,
    sum(before, (money) => money.amount_minor) + amount_minor,
  );
  return Math.max(0, inAll - sum(before, ({ target }) => target));
}

/**
 * The targets as they are after something changed. What is decided keeps its own; what a return that no longer counts
 * leaves over goes to the others, oldest first, each up to its own share. An open dispute has the share of
 * min(disputed, paid − returned).
 */
export function retarget(wallet: ModelWallet, payment: string): void {
  const bought = wallet.payments.get(payment)!;
  const returns = liveReturns(wallet, payment);
  const decided = returns.filter(({ undecided }) => !undecided);
  let minor = sum(decided, ({ amount_minor }) => amount_minor);
  for (const money of decided) {
    const missing = Math.max(0, share(bought, minor) - sum(decided, ({ target }) => target));
    money.target += Math.min(missing, Math.max(0, ownShare(bought, money.amount_minor) - money.target));
  }
  let counted = sum(decided, ({ target }) => target);
  for (const money of returns.filter(({ undecided }) => undecided)) {
    minor += money.amount_minor;
    money.target = Math.max(0, share(bought, minor) - counted);
    counted += money.target;
  }
}

function share({ granted, received_minor }: ModelPayment, minor: number): number {
  return Number((BigInt(granted) * BigInt(Math.min(minor, received_minor))) / BigInt(received_minor));
}

/** Rounded up: rounding is over the running total, so a part may be the one that carries it. */
function ownShare({ granted, received_minor }: ModelPayment, minor: number): number {
  return Math.min(granted, Math.ceil((granted * minor) / received_minor));
}
