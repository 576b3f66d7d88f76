import type { CauseType, EntryKind } from '../ledger.js';
import type { CreditType } from '../rules.js';

/** What one grant had to do with a line: signed hundredths of all its parts together. */
export interface LinePart {
  grant_id: string;
  type: CreditType;
  amount: number;
}

/**
 * One thing that happened, however many grants it moved: consecutive entries of one kind and cause. Signed hundredths;
 * `available_after` is the running balance.
 */
export interface StatementLine {
  first_no: number;
  last_no: number;
  kind: EntryKind;
  label: string;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  available_after: number;
  parts: LinePart[];
  cause: CauseType;
  cause_id: string;
  receipt_number: string | null;
  /** For operators only. */
  operator: string | null;
  reason: string | null;
  effective_at: Date;
}

/** The entries of a wallet numbered above `after_no`, up to `last_no`. */
export interface LineRange {
  wallet_id: string;
  after_no: number;
  last_no: number;
}
