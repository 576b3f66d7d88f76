import type { Queryable } from '../../platform/db.js';
import type { CauseType, EntryKind } from '../ledger.js';
import type { ExplainedDebt, OperatorsAct, Reader } from './explanation.js';

/** An entry that changed what is owed, by signed hundredths. */
export interface DebtMovement {
  kind: EntryKind;
  debt: number;
  cause: CauseType;
  cause_id: string;
  grant_id: string | null;
  at: Date;
  act: OperatorsAct | null;
}

/** What one entry made owed. A return can owe anew, behind the debts that came in between. */
interface Owed {
  debt: ExplainedDebt;
  left: number;
}

/** The entries that changed what a wallet owes and counted by `at`, in their order. */
export async function readDebtMovements(
  db: Queryable,
  { wallet_id, at, reader }: { wallet_id: string; at: string; reader: Reader },
): Promise<DebtMovement[]> {
  const rows = await db.query<Omit<DebtMovement, 'act'> & OperatorsAct>(
    `SELECT e.kind, e.debt, e.cause, e.cause_id, e.grant_id, e.effective_at AS at,
            CASE WHEN $3 THEN u.name END AS operator, CASE WHEN $3 THEN e.reason END AS reason
     FROM entries e LEFT JOIN users u ON u.id = e.operator_id
     WHERE e.wallet_id = $1 AND e.effective_at <= $2 AND e.debt <> 0
     ORDER BY e.no`,
    [wallet_id, at, reader === 'operator'],
  );
  return rows.map(({ operator, reason, ...movement }) => ({
    ...movement,
    act: operator || reason ? { operator, reason } : null,
  }));
}

/**
 * What is owed, for which return, and what became of it, oldest first. Repayments name their return; a write-off names
 * the operator's act alone, and takes from the oldest debt first, as it did when it was made.
 */
export function debtsOf(movements: readonly DebtMovement[]): ExplainedDebt[] {
  const debts = new Map<string, ExplainedDebt>();
  const owed: Owed[] = [];
  for (const movement of movements) {
    const name = `${movement.cause} ${movement.cause_id}`;
    if (movement.kind === 'debt') {
      const debt = grown(debts.get(name), movement);
      debts.set(name, debt);
      owed.push({ debt, left: movement.debt });
    } else if (movement.kind === 'debt_write_off') repay(owed, movement);
    else {
      const debt = debts.get(name);
      repay(
        owed.filter((one) => one.debt === debt),
        movement,
      );
    }
  }
  return [...debts.values()];
}

function grown(known: ExplainedDebt | undefined, { cause, cause_id, debt, at }: DebtMovement): ExplainedDebt {
  const grows = known ?? {
    cause,
    cause_id,
    amount: 0,
    outstanding: 0,
    at,
    repayments: [],
    reference: null,
  };
  grows.amount += debt;
  grows.outstanding += debt;
  return grows;
}

function repay(owed: readonly Owed[], { kind, debt, grant_id, at, act }: DebtMovement): void {
  let left = -debt;
  for (const one of owed) {
    const amount = Math.min(one.left, left);
    if (amount === 0) continue;
    left -= amount;
    one.left -= amount;
    one.debt.outstanding -= amount;
    one.debt.repayments.push({ kind, amount, grant_id, at, act });
  }
}
