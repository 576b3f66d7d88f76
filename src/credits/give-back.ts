import type { Tx } from '../platform/db.js';
import type { Inflow } from './arrival.js';
import { forgiveReturn } from './debts.js';
import { bringIn } from './inflow.js';
import { type OpenWallet, post } from './ledger.js';
import { readReturnFacts } from './return-facts.js';
import { targetsOf } from './return-targets.js';
import { settleReturns } from './settle-returns.js';

/** A return that counts no more, and what comes back with it. */
export interface Undone extends Inflow {
  id: string;
  payment_id: string;
}

/**
 * Brings back what a return had taken or frozen, and forgives what is owed for it. Other returns of the payment that
 * it had stood in the way of take their share first. The caller has taken the return out of those that live.
 */
export async function giveBack(
  tx: Tx,
  wallet: OpenWallet,
  { id, payment_id, ...inflow }: Undone,
): Promise<void> {
  await retarget(tx, wallet, payment_id);
  const forgiven = await forgiveReturn(tx, wallet, { return_id: id, cause: inflow.cause });
  const parts = forgiven.length > 0 ? await post(tx, wallet, forgiven) : wallet;
  const after = await bringIn(tx, { ...wallet, ...parts }, inflow);
  await settleReturns(tx, { ...wallet, ...after }, payment_id);
}

/** Lets live returns lack what an undone one, or a grant that comes late, leaves to them: inflows settle it then. */
export async function retarget(tx: Tx, wallet: OpenWallet, payment_id: string): Promise<void> {
  const facts = await readReturnFacts(tx, { wallet_id: wallet.id, payment_id, at: wallet.at });
  const targets = targetsOf(facts, facts.returns);
  for (const [nth, row] of facts.returns.entries()) {
    const target = Math.max(targets[nth] ?? 0, row.frozen + row.expired);
    if (target === row.target) continue;
    await tx.query('UPDATE returns SET target = $3 WHERE wallet_id = $1 AND id = $2', [
      wallet.id,
      row.id,
      target,
    ]);
  }
}
