import { isOf, lack, waitingFor } from './family.js';
import type { ModelGrant, ModelWallet, Part } from './wallet.js';

const COMEBACK_US = 7 * 86_400 * 1_000_000;

/**
 * Credits come in, or back. First the returns of the payment behind their grant take what they still lack, oldest
 * return first. What would land in an expired grant expires, or is given as promotional for seven days. Of the
 * rest, debt is repaid, oldest first.
 */
export function bringIn(
  wallet: ModelWallet,
  parts: readonly Part[],
  { at, late }: { at: number; late: 'expires' | 'promotional' },
): void {
  const left = merged(parts);
  settleReturns(wallet, left);
  const rest = left.filter(({ amount }) => amount > 0);
  const back = rest.filter(({ grant }) => !hasExpired(grant, at));
  const gone = rest.filter(({ grant }) => hasExpired(grant, at));
  if (late === 'expires') for (const { grant, amount } of gone) grant.expired += amount;
  const fresh = late === 'promotional' ? gone.map((part) => comeback(wallet, part, at)) : [];
  // Which of several pays a debt the rules do not say; the ledger takes those that came back before those given anew.
  const landed = [...back, ...fresh];
  for (const { grant, amount } of landed) grant.remaining += amount;
  for (const part of landed) repay(wallet, part);
}

export function hasExpired({ expires_at }: ModelGrant, at: number): boolean {
  return expires_at !== null && expires_at <= at;
}

export function merged(parts: readonly Part[]): Part[] {
  const byGrant = new Map<ModelGrant, Part>();
  for (const { grant, amount } of parts) {
    const part = byGrant.get(grant);
    if (part) part.amount += amount;
    else byGrant.set(grant, { grant, amount });
  }
  return [...byGrant.values()];
}

/** Of several grants the one given first pays: the rules do not say which, and the ledger does so. */
function settleReturns(wallet: ModelWallet, arriving: readonly Part[]): void {
  const parts = arriving.toSorted((a, b) => wallet.grants.indexOf(a.grant) - wallet.grants.indexOf(b.grant));
  for (const money of waitingFor(wallet, parts)) {
    for (const part of parts.filter(({ grant }) => isOf(money.payment, grant))) {
      const amount = Math.min(lack(money), part.amount);
      if (amount === 0) continue;
      if (money.undecided) freeze(money, { grant: part.grant, amount });
      else money.took.push({ grant: part.grant, amount });
      part.amount -= amount;
    }
  }
}

/** Credits that are in no other part of their grant. */
export function freeze(money: { frozen: Part[] }, { grant, amount }: Part): void {
  const before = money.frozen.find((part) => part.grant === grant)?.amount ?? 0;
  money.frozen = [...money.frozen.filter((part) => part.grant !== grant), { grant, amount: before + amount }];
  grant.frozen += amount;
}

function comeback(wallet: ModelWallet, { grant, amount }: Part, at: number): Part {
  const fresh: ModelGrant = {
    type: 'promotional',
    amount,
    remaining: 0,
    held: 0,
    frozen: 0,
    expired: 0,
    expires_at: at + COMEBACK_US,
    created_at: at,
    payment: null,
    origin: grant,
  };
  wallet.grants.push(fresh);
  return { grant: fresh, amount };
}

function repay(wallet: ModelWallet, { grant, amount }: Part): void {
  let left = amount;
  for (const debt of wallet.debts) {
    const part = Math.min(debt.owed, left);
    if (part === 0) continue;
    debt.owed -= part;
    debt.money.repaid.push({ grant, amount: part });
    grant.remaining -= part;
    left -= part;
  }
}
