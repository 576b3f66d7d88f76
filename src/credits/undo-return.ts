import type { Tx } from '../platform/db.js';
import { giveBack } from './give-back.js';
import { openWallet } from './open-wallet.js';
import { takenBy } from './taken-by.js';

/**
 * Gives back what a refund took, because it failed: to the grants it was taken from, those included that have
 * repaid its debt since; what is still owed for it is no longer owed. Does nothing the second time, or when the
 * refund took nothing. @throws UnknownCustomer
 */
export async function undoReturn(
  tx: Tx,
  { wallet_id, refund_id, reason }: { wallet_id: string; refund_id: string; reason?: string | undefined },
): Promise<void> {
  const wallet = await openWallet(tx, wallet_id);
  const undone = await tx.maybeOne<{ id: string; payment_id: string }>(
    'UPDATE returns SET live = false WHERE wallet_id = $1 AND refund_id = $2 AND live RETURNING id, payment_id',
    [wallet_id, refund_id],
  );
  if (!undone) return;
  const cause = { cause: 'refund', cause_id: refund_id, reason } as const;
  const arrivals = await takenBy(tx, { wallet_id, cause_id: refund_id, cause: 'refund' });
  await giveBack(tx, wallet, { ...undone, arrivals, kind: 'return_undone', cause });
}
