import { bringIn } from './inflow.js';
import { settle, thaw } from './settlement.js';
import { nextTarget, retarget } from './targets.js';
import { type Answer, figures, type ModelReturn, type ModelWallet, type Part, total } from './wallet.js';

export interface MoneyBack {
  id: string;
  payment: string;
  amount_minor: number;
  policy: 'unused' | 'full' | 'keep';
}

const NOTHING = { live: true, target: 0, expired: 0, lent: 0 } as const;

/** Money goes back to the customer: domain.md, Money 3. */
export function takeBack(wallet: ModelWallet, { at, ...back }: MoneyBack & { at: number }): Answer {
  const target = nextTarget(wallet, back);
  const money: ModelReturn = {
    ...back,
    ...NOTHING,
    since: at,
    undecided: false,
    target,
    took: [],
    frozen: [],
    repaid: [],
  };
  wallet.returns.set(back.id, money);
  settle(wallet, back.payment, at);
  return { target: money.target, taken: total(money.took), expired: money.expired, debt: money.lent };
}

/** The refund failed: what it took comes back, what repaid its debt too, and what is owed for it no longer is. */
export function undoReturn(wallet: ModelWallet, { id, at }: { id: string; at: number }): Answer {
  const money = wallet.returns.get(id);
  if (!money?.live) return {};
  money.live = false;
  giveBack(wallet, { money, parts: [...money.took, ...money.repaid], at });
  return {};
}

/** Other returns of the payment that it had stood in the way of take their share first. */
function giveBack(
  wallet: ModelWallet,
  { money, parts, at }: { money: ModelReturn; parts: Part[]; at: number },
): void {
  retarget(wallet, money.payment);
  for (const debt of wallet.debts) if (debt.money === money) debt.owed = 0;
  bringIn(wallet, parts, { at, late: 'promotional' });
  settle(wallet, money.payment, at);
}

export interface Dispute {
  id: string;
  payment: string;
  amount_minor: number;
  at: number;
}

/** An open dispute freezes; after a loss (an appeal) what was taken is frozen again. */
export function openDispute(wallet: ModelWallet, { at, ...dispute }: Dispute): Answer {
  const earlier = wallet.returns.get(dispute.id);
  if (earlier?.live && earlier.undecided) return {};
  const fresh: ModelReturn = {
    ...dispute,
    ...NOTHING,
    since: at,
    policy: 'unused',
    undecided: true,
    took: [],
    frozen: [],
    repaid: [],
  };
  wallet.returns.set(dispute.id, fresh);
  const back = earlier?.live ? [...earlier.took, ...earlier.repaid] : [];
  for (const debt of wallet.debts) if (debt.money === earlier) debt.owed = 0;
  if (earlier?.live) giveBack(wallet, { money: fresh, parts: back, at });
  else settle(wallet, dispute.payment, at);
  return {};
}

/** Takes with policy `full`: what it froze first. */
export function loseDispute(wallet: ModelWallet, dispute: Dispute): Answer {
  const earlier = wallet.returns.get(dispute.id);
  if (earlier?.live && !earlier.undecided) return {};
  if (!earlier?.live) openedAnew(wallet, dispute);
  const money = wallet.returns.get(dispute.id)!;
  money.target = nextTarget(wallet, money);
  Object.assign(money, { policy: 'full', undecided: false, expired: 0, since: dispute.at });
  settle(wallet, dispute.payment, dispute.at);
  return {};
}

function openedAnew(wallet: ModelWallet, { at: since, ...dispute }: Dispute): void {
  wallet.returns.set(dispute.id, {
    ...dispute,
    ...NOTHING,
    since,
    policy: 'unused',
    undecided: true,
    took: [],
    frozen: [],
    repaid: [],
  });
}

/** Won, prevented, closed as a warning: nothing is frozen or taken for it any more. */
export function releaseDispute(wallet: ModelWallet, { id, at }: { id: string; at: number }): Answer {
  const money = wallet.returns.get(id);
  if (!money?.live) return {};
  const parts = money.undecided
    ? thaw([money], total(money.frozen)).reverse()
    : [...money.took, ...money.repaid];
  money.live = false;
  giveBack(wallet, { money, parts, at });
  return {};
}

/** The oldest debt first. */
export function writeOff(wallet: ModelWallet, wanted: number | null): Answer {
  const amount = wanted ?? figures(wallet).debt;
  let left = amount;
  for (const debt of wallet.debts) {
    const part = Math.min(debt.owed, left);
    debt.owed -= part;
    left -= part;
  }
  return { amount, after: figures(wallet) };
}
