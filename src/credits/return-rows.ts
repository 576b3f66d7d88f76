import type { CauseType } from './ledger.js';
import type { ReturnPolicy } from './rules.js';

/** A row of `returns`, alias r: what a refund or a dispute takes. Hundredths, but for the money. */
export interface ReturnRow {
  id: string;
  payment_id: string;
  amount_minor: number;
  policy: ReturnPolicy;
  target: number;
  taken: number;
  expired: number;
  frozen: number;
  debt: number;
  live: boolean;
  cause: Extract<CauseType, 'refund' | 'dispute'>;
  /** The refund's or dispute's id. */
  cause_id: string;
  /** A dispute that the bank has not decided: it freezes, and gives way to what is decided. */
  undecided: boolean;
}

/** The columns `cause` and `cause_id`: what entries name. */
export const RETURN_CAUSE = `
  CASE WHEN r.refund_id IS NULL THEN 'dispute' ELSE 'refund' END AS cause, coalesce(r.refund_id, r.dispute_id) AS cause_id`;

/** A dispute goes on to policy `full` when it is lost: until then it only freezes. */
export const UNDECIDED = "(r.dispute_id IS NOT NULL AND r.policy = 'unused')";
