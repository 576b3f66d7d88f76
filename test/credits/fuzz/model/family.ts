import { type ModelGrant, type ModelReturn, type ModelWallet, total } from './wallet.js';

/** Whether a grant is the payment's, or stands in for one that is: converted from it, or given back for it. */
function isOf(payment: string, grant: ModelGrant): boolean {
  return grant.payment === payment || (grant.origin !== null && isOf(payment, grant.origin));
}

export function familyOf(wallet: ModelWallet, payment: string): ModelGrant[] {
  return wallet.grants.filter((grant) => isOf(payment, grant));
}

/** The live returns of a payment: those that are decided first, then the oldest. */
export function liveReturns(wallet: ModelWallet, payment: string): ModelReturn[] {
  const live = [...wallet.returns.values()].filter((money) => money.live && money.payment === payment);
  return [...live.filter(({ undecided }) => !undecided), ...live.filter(({ undecided }) => undecided)];
}

/** What a return may still take, or freeze, of credits that come into its payment's grants. */
export function lack({ policy, target, took, frozen, expired, lent }: ModelReturn): number {
  return policy === 'keep' ? 0 : Math.max(0, target - total(took) - total(frozen) - expired - lent);
}

/** The returns that lack something of what comes into this grant, in the order in which they are served. */
export function waitingFor(wallet: ModelWallet, grant: ModelGrant): ModelReturn[] {
  const payments = [...wallet.payments.keys()].filter((payment) => isOf(payment, grant));
  return payments.flatMap((payment) => liveReturns(wallet, payment)).filter((money) => lack(money) > 0);
}
