import type { Tx } from '../platform/db.js';
import type { Arrival, Cause } from './ledger.js';

/** What a return has taken from which grants, in its present round: what repaid its debt included. */
export function takenBy(
  tx: Tx,
  { wallet_id, cause, cause_id, since_no = 0 }: Cause & { wallet_id: string; since_no?: number },
): Promise<Arrival[]> {
  return tx.query<Arrival>(
    `SELECT grant_id, -sum(amount + frozen) AS amount FROM entries
     WHERE wallet_id = $1 AND kind IN ('return', 'debt_repayment') AND cause = $2 AND cause_id = $3 AND no > $4
       AND grant_id IS NOT NULL
     GROUP BY grant_id ORDER BY min(no)`,
    [wallet_id, cause, cause_id, since_no],
  );
}

/** What an open dispute has frozen in which grants. */
export function frozenBy(
  tx: Tx,
  { wallet_id, dispute_id }: { wallet_id: string; dispute_id: string },
): Promise<Arrival[]> {
  return tx.query<Arrival>(
    `SELECT grant_id, sum(frozen) AS amount FROM entries
     WHERE wallet_id = $1 AND kind <> 'spend' AND cause = 'dispute' AND cause_id = $2 AND frozen <> 0
     GROUP BY grant_id HAVING sum(frozen) > 0 ORDER BY min(no)`,
    [wallet_id, dispute_id],
  );
}
