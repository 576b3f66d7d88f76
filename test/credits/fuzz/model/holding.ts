import { settle } from './settlement.js';
import { takeAway } from './spending.js';
import { letGo, release } from './time.js';
import {
  type Answer,
  figures,
  inSpendingOrder,
  inTurn,
  type ModelHold,
  type ModelWallet,
  type Part,
  shown,
  spendable,
  total,
} from './wallet.js';

export interface HoldWish {
  id: string;
  amount: number;
  expires_at: number;
}

/** All or nothing, out of `available` in the order of spending. */
export function place(wallet: ModelWallet, { id, amount, expires_at }: HoldWish): Answer {
  const parts = inTurn(spendable(wallet), amount);
  takeAway(parts);
  for (const { grant, amount: part } of parts) grant.held += part;
  wallet.holds.push({ id, amount, parts, expires_at, open: true });
  return { amount, ends_ms: Math.floor(expires_at / 1_000) };
}

/** Makes a spend of all or the first part of it, and releases the rest. `spend_id` is the ledger's name for that. */
export function capture(
  wallet: ModelWallet,
  { id, amount, spend_id, at }: { id: string; amount: number | null; spend_id: string; at: number },
): Answer {
  const hold = find(wallet, id);
  const wanted = amount ?? hold.amount;
  // A grant that was ended meanwhile comes sooner than when the hold was placed.
  const order = inSpendingOrder(wallet);
  const { paid, rest } = split(
    hold.parts.toSorted((a, b) => order(a.grant, b.grant)),
    wanted,
  );
  hold.open = false;
  letGo(wallet, rest, at);
  for (const { grant, amount: part } of paid) grant.held -= part;
  wallet.spends.set(spend_id, { amount: wanted, parts: paid, reversed: false });
  const answer = { amount: wanted, parts: shown(wallet, paid), balance: figures(wallet) };
  for (const money of wallet.returns.values())
    if (money.live && money.policy === 'full') settle(wallet, money.payment, at);
  return answer;
}

export function releaseByHand(wallet: ModelWallet, { id, at }: { id: string; at: number }): Answer {
  const hold = find(wallet, id);
  release(wallet, hold, at);
  return { amount: hold.amount };
}

function find(wallet: ModelWallet, wanted: string): ModelHold {
  return wallet.holds.find(({ id }) => id === wanted)!;
}

function split(parts: readonly Part[], amount: number): { paid: Part[]; rest: Part[] } {
  const paid: Part[] = [];
  const rest: Part[] = [];
  for (const part of parts) {
    const pays = Math.min(part.amount, amount - total(paid));
    if (pays > 0) paid.push({ ...part, amount: pays });
    if (pays < part.amount) rest.push({ ...part, amount: part.amount - pays });
  }
  return { paid, rest };
}
