import type { Tx } from '../platform/db.js';
import { forgiveReturn } from './debts.js';
import { bringIn } from './inflow.js';
import { type Arrival, type Cause, post } from './ledger.js';
import { openWallet } from './open-wallet.js';

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
  const undone = await tx.maybeOne<{ id: string }>(
    'UPDATE returns SET live = false WHERE wallet_id = $1 AND refund_id = $2 AND live RETURNING id',
    [wallet_id, refund_id],
  );
  if (!undone) return;

  const cause: Cause = { cause: 'refund', cause_id: refund_id, reason };
  const forgiven = await forgiveReturn(tx, wallet, { return_id: undone.id, cause });
  await post(tx, wallet, forgiven);
  const owed = forgiven.reduce((sum, { debt = 0 }) => sum - debt, 0);
  const arrivals = await takenFromGrants(tx, { wallet_id, refund_id });
  await bringIn(tx, { ...wallet, debt: wallet.debt - owed }, { arrivals, kind: 'return_undone', cause });
}

function takenFromGrants(
  tx: Tx,
  { wallet_id, refund_id }: { wallet_id: string; refund_id: string },
): Promise<Arrival[]> {
  return tx.query<Arrival>(
    `SELECT grant_id, -sum(amount) AS amount FROM entries
     WHERE wallet_id = $1 AND kind IN ('return', 'debt_repayment') AND cause = 'refund' AND cause_id = $2
       AND grant_id IS NOT NULL
     GROUP BY grant_id ORDER BY min(no)`,
    [wallet_id, refund_id],
  );
}
