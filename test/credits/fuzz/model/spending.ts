import { bringIn } from './inflow.js';
import { type Answer, figures, inTurn, type ModelWallet, type Part, shown, spendable } from './wallet.js';

/** All or nothing, in the order of spending. `id` is the ledger's own name for it, if it made one. */
export function spend(wallet: ModelWallet, { amount, id }: { amount: number; id: string }): Answer {
  const parts = inTurn(spendable(wallet), amount);
  takeAway(parts);
  wallet.spends.set(id, { amount, parts, reversed: false });
  return { amount, parts: shown(wallet, parts), balance: figures(wallet) };
}

export function takeAway(parts: readonly Part[]): void {
  for (const { grant, amount } of parts) grant.remaining -= amount;
}

/** Once, to the grants it came from; what would return to an expired one is promotional for seven days. */
export function reverse(wallet: ModelWallet, { spend_id, at }: { spend_id: string; at: number }): Answer {
  const spent = wallet.spends.get(spend_id)!;
  spent.reversed = true;
  bringIn(wallet, spent.parts, { at, late: 'promotional' });
  return { amount: spent.amount, balance: figures(wallet) };
}
