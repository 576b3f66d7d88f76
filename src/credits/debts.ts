import type { Tx } from '../platform/db.js';
import type { Arrival, Cause, CauseType, Movement, OpenWallet } from './ledger.js';

interface Debt {
  id: string;
  outstanding: number;
  cause: CauseType;
  cause_id: string;
}

/**
 * Repays debt, oldest first, from credits that are coming in: they never become available. Answers the movements,
 * unposted; each names the return behind the debt, so that undoing that return finds what it cost.
 */
export async function repayDebts(
  tx: Tx,
  wallet: OpenWallet,
  arrivals: readonly Arrival[],
): Promise<Movement[]> {
  const movements: Movement[] = [];
  const purses = arrivals.map((arrival) => ({ ...arrival }));
  for (const debt of await outstandingDebts(tx, wallet.id)) {
    let owed = debt.outstanding;
    for (const purse of purses) {
      const paid = Math.min(owed, purse.amount);
      if (paid === 0) continue;
      owed -= paid;
      purse.amount -= paid;
      const { cause, cause_id } = debt;
      movements.push({
        grant_id: purse.grant_id,
        kind: 'debt_repayment',
        amount: -paid,
        debt: -paid,
        cause,
        cause_id,
      });
    }
    if (owed < debt.outstanding)
      await reduceDebt(tx, wallet, { debt_id: debt.id, amount: debt.outstanding - owed });
  }
  return movements;
}

/** Owes a return what its customer has spent. Answers the movement, unposted. */
export async function oweReturn(
  tx: Tx,
  wallet: OpenWallet,
  { return_id, amount, cause }: { return_id: string; amount: number; cause: Cause },
): Promise<Movement> {
  await tx.query(
    'INSERT INTO debts (wallet_id, return_id, amount, outstanding, created_at) VALUES ($1, $2, $3, $3, $4)',
    [wallet.id, return_id, amount, wallet.at],
  );
  return { ...cause, grant_id: null, kind: 'debt', debt: amount };
}

/** Stops owing what a return that was undone is still owed. Answers the movements, unposted. */
export async function forgiveReturn(
  tx: Tx,
  wallet: OpenWallet,
  { return_id, cause }: { return_id: string; cause: Cause },
): Promise<Movement[]> {
  const debts = await tx.query<{ id: string; outstanding: number }>(
    'SELECT id, outstanding FROM debts WHERE wallet_id = $1 AND return_id = $2 AND outstanding > 0',
    [wallet.id, return_id],
  );
  for (const { id, outstanding } of debts) await reduceDebt(tx, wallet, { debt_id: id, amount: outstanding });
  return debts.map(({ outstanding }) => ({
    ...cause,
    grant_id: null,
    kind: 'return_undone',
    debt: -outstanding,
  }));
}

/** Forgives what a wallet owes, oldest debt first. Answers the movements, unposted. */
export async function forgiveDebts(
  tx: Tx,
  wallet: OpenWallet,
  { amount, cause }: { amount: number; cause: Cause },
): Promise<Movement[]> {
  const movements: Movement[] = [];
  let left = amount;
  for (const { id, outstanding } of await outstandingDebts(tx, wallet.id)) {
    const part = Math.min(outstanding, left);
    if (part === 0) break;
    left -= part;
    await reduceDebt(tx, wallet, { debt_id: id, amount: part, written_off: part });
    movements.push({ ...cause, grant_id: null, kind: 'debt_write_off', debt: -part });
  }
  return movements;
}

async function reduceDebt(
  tx: Tx,
  wallet: OpenWallet,
  { debt_id, amount, written_off = 0 }: { debt_id: string; amount: number; written_off?: number },
): Promise<void> {
  await tx.query(
    `UPDATE debts SET outstanding = outstanding - $3, written_off = written_off + $5,
                      settled_at = CASE WHEN outstanding = $3 THEN $4::timestamptz END
     WHERE wallet_id = $1 AND id = $2`,
    [wallet.id, debt_id, amount, wallet.at, written_off],
  );
}

function outstandingDebts(tx: Tx, wallet_id: string): Promise<Debt[]> {
  return tx.query<Debt>(
    `SELECT d.id, d.outstanding, CASE WHEN r.refund_id IS NULL THEN 'dispute' ELSE 'refund' END AS cause,
            coalesce(r.refund_id, r.dispute_id) AS cause_id
     FROM debts d JOIN returns r ON r.wallet_id = d.wallet_id AND r.id = d.return_id
     WHERE d.wallet_id = $1 AND d.outstanding > 0
     ORDER BY d.created_at, d.id`,
    [wallet_id],
  );
}
