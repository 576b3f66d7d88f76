import type { Tx } from '../platform/db.js';
import { type Inflow, land } from './arrival.js';
import type { Arrival, Cause, Movement, OpenWallet } from './ledger.js';
import { RETURN_CAUSE, UNDECIDED } from './return-rows.js';

/** What a live return of money still lacks in credits, and a grant that its payment (or an origin's) gave. */
export interface Shortfall extends Pick<Cause, 'cause' | 'cause_id'> {
  grant_id: string;
  return_id: string;
  /** An open dispute freezes what the others take. */
  undecided: boolean;
  lacks: number;
}

/**
 * Lets live returns take what they lack from credits on their way in: an entry in, an entry out.
 * Answers those movements, unposted, and what is left of the arrivals.
 */
export async function settleShortfalls(
  tx: Tx,
  wallet: OpenWallet,
  { arrivals, ...inflow }: Inflow,
): Promise<{ movements: Movement[]; left: Arrival[] }> {
  const grant_ids = arrivals.map(({ grant_id }) => grant_id);
  const { settled, left } = planSettlement(
    await tx.query<Shortfall>(shortfallsOf('SELECT unnest($2::uuid[])'), [wallet.id, grant_ids]),
    arrivals,
  );
  for (const { shortfall, amount } of settled) await count(tx, wallet, shortfall, amount);
  const movements = settled.flatMap(({ shortfall, amount }) => [
    land({ grant_id: shortfall.grant_id, amount }, inflow),
    settling(shortfall, amount),
  ]);
  return { movements, left };
}

/** Which return takes how much of what arrives; shortfalls in their order. What they leave is by grant. */
export function planSettlement(
  shortfalls: readonly Shortfall[],
  arrivals: readonly Arrival[],
): { settled: { shortfall: Shortfall; amount: number }[]; left: Arrival[] } {
  const lacking = new Map<string, number>();
  const left = sumByGrant(arrivals);
  const settled = shortfalls.map((shortfall) => {
    const { grant_id, return_id, lacks } = shortfall;
    const coming = left.get(grant_id) ?? 0;
    const lack = lacking.get(return_id) ?? lacks;
    const amount = Math.min(coming, lack);
    left.set(grant_id, coming - amount);
    lacking.set(return_id, lack - amount);
    return { shortfall, amount };
  });
  return { settled: settled.filter(({ amount }) => amount > 0), left: remainder(left) };
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

function settling({ undecided, grant_id, cause, cause_id }: Shortfall, amount: number): Movement {
  const movement = { grant_id, cause, cause_id, amount: -amount };
  return undecided ? { ...movement, kind: 'freeze', frozen: amount } : { ...movement, kind: 'return' };
}

async function count(
  tx: Tx,
  wallet: OpenWallet,
  { undecided, return_id }: Shortfall,
  amount: number,
): Promise<void> {
  const part = undecided ? 'frozen' : 'taken';
  await tx.query(`UPDATE returns SET ${part} = ${part} + $3 WHERE wallet_id = $1 AND id = $2`, [
    wallet.id,
    return_id,
    amount,
  ]);
}

/**
 * Selects the shortfalls of some grants of wallet $1, given as SQL for their ids. Decided returns first, then the oldest;
 * a grant follows its origin's payment, and those that paid with it.
 */
export function shortfallsOf(grant_ids: string): string {
  return `
    WITH RECURSIVE lineage AS (
      SELECT id AS grant_id, origin_grant, payment_id FROM grants WHERE wallet_id = $1 AND id IN (${grant_ids})
      UNION ALL
      SELECT l.grant_id, g.origin_grant, g.payment_id
      FROM lineage l JOIN grants g ON g.wallet_id = $1 AND g.id = l.origin_grant)
    SELECT l.grant_id, r.id AS return_id, ${RETURN_CAUSE}, ${UNDECIDED} AS undecided,
           r.target - r.taken - r.expired - r.frozen - r.debt AS lacks
    FROM lineage l CROSS JOIN LATERAL app.paid_together(l.payment_id) AS paid (payment_id)
         JOIN returns r ON r.payment_id = paid.payment_id
    WHERE r.wallet_id = $1 AND r.live AND r.policy <> 'keep'
      AND r.target > r.taken + r.expired + r.frozen + r.debt
    ORDER BY undecided, r.created_at, r.id, l.grant_id`;
}
