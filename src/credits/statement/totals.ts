import type { Queryable } from '../../platform/db.js';
import type { CauseType, EntryKind } from '../ledger.js';
import type { LineRange } from './line.js';

/** What a period's movements of one sort come to, in hundredths. */
export interface StatementTotal {
  label: string;
  amount: number;
}

interface Moved {
  kind: EntryKind;
  cause: CauseType;
  amount: number;
  held: number;
  frozen: number;
}

/** The entries numbered above `after_no`, up to `last_no`, by what they were; what comes to nothing is left out. */
export async function readTotals(
  db: Queryable,
  { wallet_id, after_no, last_no }: LineRange,
): Promise<StatementTotal[]> {
  const moved = await db.query<Moved>(
    `SELECT kind, cause, sum(amount) AS amount, sum(held) AS held, sum(frozen) AS frozen
     FROM entries WHERE wallet_id = $1 AND no > $2 AND no <= $3 GROUP BY kind, cause`,
    [wallet_id, after_no, last_no],
  );
  return totalsOf(moved);
}

const ORDER = [
  'Bought',
  'From a plan',
  'Given by support',
  'Kept from an earlier plan',
  'Given back',
  'Used',
  'Expired',
  'Adjusted by support',
  'Taken back with refunds and disputes',
  'Used to repay debt',
  'Moved to pay-as-you-go',
  'Set aside for running services',
  'Frozen while a payment is disputed',
] as const;

type Label = (typeof ORDER)[number];

/**
 * A movement's change of what can be spent is what left or joined the wallet, less what went into the reserve or the
 * freezer: so a captured hold is told as used, and not as set aside for ever.
 */
export function totalsOf(moved: readonly Moved[]): StatementTotal[] {
  const totals = new Map<Label, number>();
  const add = (label: Label, amount: number) => totals.set(label, (totals.get(label) ?? 0) + amount);
  for (const { kind, cause, amount, held, frozen } of moved) {
    add(labelOf(kind, cause), amount + held + frozen);
    add('Set aside for running services', -held);
    add('Frozen while a payment is disputed', -frozen);
  }
  return ORDER.map((label) => ({ label, amount: totals.get(label) ?? 0 })).filter(
    ({ amount }) => amount !== 0,
  );
}

const GIVEN: Readonly<Partial<Record<CauseType, Label>>> = {
  payment: 'Bought',
  invoice_line: 'From a plan',
  operator: 'Given by support',
  conversion: 'Kept from an earlier plan',
};

const MOVED: Readonly<Record<Exclude<EntryKind, 'grant'>, Label>> = {
  spend: 'Used',
  capture: 'Used',
  reversal: 'Given back',
  adjustment: 'Adjusted by support',
  expiry: 'Expired',
  hold: 'Set aside for running services',
  release: 'Set aside for running services',
  freeze: 'Frozen while a payment is disputed',
  unfreeze: 'Frozen while a payment is disputed',
  return: 'Taken back with refunds and disputes',
  return_undone: 'Given back',
  debt: 'Used to repay debt',
  debt_repayment: 'Used to repay debt',
  debt_write_off: 'Used to repay debt',
  conversion: 'Moved to pay-as-you-go',
};

function labelOf(kind: EntryKind, cause: CauseType): Label {
  return kind === 'grant' ? (GIVEN[cause] ?? 'Given back') : MOVED[kind];
}
