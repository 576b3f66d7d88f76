import type { Entry } from '../../credits/index.js';

/** A line of the statement as a page shows it; amounts in hundredths. Operators' reasons stay inside. */
export interface Movement {
  label: string;
  at: Date;
  amount: number;
  gain: boolean;
  owed: number;
  available_after: number;
}

/** What happened to the balance, for people: in the order of the entries. */
export function movements(entries: readonly Entry[]): Movement[] {
  return entries.map(({ label, effective_at, amount, debt, available_after }) => ({
    label,
    at: effective_at,
    amount,
    gain: amount > 0,
    owed: debt,
    available_after,
  }));
}
