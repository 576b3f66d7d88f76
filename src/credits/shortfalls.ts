import type { Tx } from '../platform/db.js';
import type { Arrival, Cause, EntryKind, Movement, OpenWallet } from './ledger.js';

/** What a live return of money still lacks in credits, and a grant that its payment (or an origin's) gave. */
interface Shortfall {
  grant_id: string;
  return_id: string;
  refund_id: string;
  lacks: number;
}

/**
 * Lets live returns take what they lack from credits on their way in: an entry in, an entry out.
 * Answers those movements, unposted, and what is left of the arrivals.
 */
export async function settleShortfalls(
  tx: Tx,
  wallet: OpenWallet,
  { arrivals, kind, cause }: { arrivals: readonly Arrival[]; kind: EntryKind; cause: Cause },
): Promise<{ movements: Movement[]; left: Arrival[] }> {
  const lacking = new Map<string, number>();
  const movements: Movement[] = [];
  const left = sumByGrant(arrivals);
  for (const { grant_id, return_id, refund_id, lacks } of await shortfalls(tx, wallet.id, [...left.keys()])) {
    const coming = left.get(grant_id) ?? 0;
    const amount = Math.min(coming, lacking.get(return_id) ?? lacks);
    if (amount === 0) continue;
    movements.push({ ...cause, grant_id, kind, amount });
    movements.push({ grant_id, kind: 'return', amount: -amount, cause: 'refund', cause_id: refund_id });
    left.set(grant_id, coming - amount);
    lacking.set(return_id, (lacking.get(return_id) ?? lacks) - amount);
    await tx.query('UPDATE returns SET taken = taken + $3 WHERE wallet_id = $1 AND id = $2', [
      wallet.id,
      return_id,
      amount,
    ]);
  }
  return { movements, left: remainder(left) };
}

/** One grant may arrive in several parts. */
function sumByGrant(arrivals: readonly Arrival[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { grant_id, amount } of arrivals) sums.set(grant_id, (sums.get(grant_id) ?? 0) + amount);
  return sums;
}

function remainder(left: ReadonlyMap<string, number>): Arrival[] {
  return [...left].filter(([, amount]) => amount > 0).map(([grant_id, amount]) => ({ grant_id, amount }));
}

/** Oldest return first; a grant follows its origin's payment. */
function shortfalls(tx: Tx, wallet_id: string, grant_ids: readonly string[]): Promise<Shortfall[]> {
  return tx.query<Shortfall>(
    `WITH RECURSIVE lineage AS (
       SELECT id AS grant_id, origin_grant, payment_id FROM grants WHERE wallet_id = $1 AND id = ANY ($2)
       UNION ALL
       SELECT l.grant_id, g.origin_grant, g.payment_id
       FROM lineage l JOIN grants g ON g.wallet_id = $1 AND g.id = l.origin_grant)
     SELECT l.grant_id, r.id AS return_id, r.refund_id,
            r.target - r.taken - r.expired - r.frozen - r.debt AS lacks
     FROM lineage l JOIN returns r ON r.payment_id = l.payment_id
     WHERE r.wallet_id = $1 AND r.live AND r.refund_id IS NOT NULL AND r.policy <> 'keep'
       AND r.target > r.taken + r.expired + r.frozen + r.debt
     ORDER BY r.created_at, r.id, l.grant_id`,
    [wallet_id, grant_ids],
  );
}
