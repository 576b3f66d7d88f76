import { bringIn, hasExpired } from './inflow.js';
import { takeAway } from './spending.js';
import {
  type Answer,
  figures,
  inTurn,
  type ModelGrant,
  type ModelType,
  type ModelWallet,
  shown,
  spendable,
} from './wallet.js';

export interface Gift {
  type: ModelType;
  amount: number;
  expires_at: number | null;
  payment?: string;
}

/** Debt is repaid first; what comes after its own expiry is written, and gone at once. */
export function give(wallet: ModelWallet, { gift, at }: { gift: Gift; at: number }): ModelGrant {
  const { type, amount, expires_at, payment = null } = gift;
  const nothing = { remaining: 0, held: 0, frozen: 0, expired: 0 };
  const grant: ModelGrant = { type, amount, ...nothing, expires_at, created_at: at, payment, origin: null };
  wallet.grants.push(grant);
  if (hasExpired(grant, at)) grant.expired = amount;
  else bringIn(wallet, [{ grant, amount }], { at, late: 'expires' });
  return grant;
}

export interface Adjustment {
  id: string;
  direction: 'up' | 'down';
  amount: number;
  type: ModelType;
  expires_at: number | null;
}

/** Up is a grant; down comes from open grants in the order of spending, never below zero. */
export function adjust(wallet: ModelWallet, { wish, at }: { wish: Adjustment; at: number }): Answer {
  const { id, direction, amount, type, expires_at } = wish;
  if (direction === 'up') {
    const given = give(wallet, { gift: { type, amount, expires_at }, at });
    wallet.adjustments.set(id, { given, taken: [], undone: false });
    return { parts: shown(wallet, [{ grant: given, amount }]), after: figures(wallet) };
  }
  const taken = inTurn(spendable(wallet), amount);
  takeAway(taken);
  wallet.adjustments.set(id, { given: null, taken, undone: false });
  return { parts: shown(wallet, taken), after: figures(wallet) };
}

/** Once. */
export function undoAdjustment(wallet: ModelWallet, { id, at }: { id: string; at: number }): Answer {
  const adjustment = wallet.adjustments.get(id)!;
  if (adjustment.undone) return {};
  const { given, taken } = adjustment;
  adjustment.undone = true;
  if (given) given.remaining = 0;
  else bringIn(wallet, taken, { at, late: 'promotional' });
  return {};
}

/** What is left of what a payment gave goes on as pay-as-you-go; what is held or frozen of it stays. */
export function convert(wallet: ModelWallet, { payment, at }: { payment: string; at: number }): Answer {
  const old = givenBy(wallet, payment);
  const amount = old.remaining;
  old.remaining = 0;
  const left = { remaining: amount, held: 0, frozen: 0, expired: 0 };
  wallet.grants.push({
    type: 'pay_as_you_go',
    amount,
    ...left,
    expires_at: null,
    created_at: at,
    payment: null,
    origin: old,
  });
  return { amount, grant: wallet.grants.length - 1 };
}

/** What is left of what a payment gave expires now, and later what is held or frozen of it. */
export function end(wallet: ModelWallet, { payment, at }: { payment: string; at: number }): Answer {
  const grant = givenBy(wallet, payment);
  const expired = grant.remaining;
  grant.remaining = 0;
  grant.expired += expired;
  if (!hasExpired(grant, at)) grant.expires_at = at;
  return { expired };
}

/** The grant that a payment gave. */
export function givenBy(wallet: ModelWallet, payment: string): ModelGrant {
  return wallet.grants.find((grant) => grant.payment === payment)!;
}
