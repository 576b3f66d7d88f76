import { type ModelGrant, type ModelReturn, type ModelWallet, type Part, total } from './wallet.js';

/** Whether a grant is the payment's, or stands in for one that is: converted from it, or given back for it. */
export function isOf(payment: string, grant: ModelGrant): boolean {
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

/** The returns that lack something of what comes in: those that are decided first, then the oldest. */
export function waitingFor(wallet: ModelWallet, parts: readonly Part[]): ModelReturn[] {
  const lacking = [...wallet.returns.values()].filter((money) => money.live && lack(money) > 0);
  const waiting = lacking.filter(({ payment }) => parts.some(({ grant }) => isOf(payment, grant)));
  return [...waiting.filter(({ undecided }) => !undecided), ...waiting.filter(({ undecided }) => undecided)];
}
