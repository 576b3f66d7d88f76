import type { Tx } from '../platform/db.js';
import type { OpenWallet } from './ledger.js';
import { settleReturns } from './settle-returns.js';

/**
 * Lets returns with policy `full` go on to other grants and to debt for what they waited for in vain: held credits
 * that a capture has spent. Otherwise holding everything before a refund would gain its holder something.
 * The caller has opened the wallet, and posted the capture.
 */
export async function settleWaiting(tx: Tx, wallet: OpenWallet): Promise<void> {
  const waiting = await tx.query<{ payment_id: string }>(
    `SELECT DISTINCT payment_id FROM returns
     WHERE wallet_id = $1 AND live AND policy = 'full' AND target > taken + expired + debt ORDER BY payment_id`,
    [wallet.id],
  );
  for (const { payment_id } of waiting) await settleReturns(tx, wallet, payment_id);
}
