import type { CauseType, EntryKind, GrantSource, Parts } from '../ledger.js';
import type { CreditType } from '../rules.js';

/** Who reads it: what operators wrote for each other, and who they are, is read for operators only. */
export type Reader = 'customer' | 'operator';

/** How credits leave a grant for good, or come back to it. */
export type PartKind = Exclude<EntryKind, 'grant' | 'capture'>;

/** Where a part of a grant went. All amounts are hundredths; times that it happened. */
export interface Part {
  kind: PartKind;
  /** In plain words, to follow the amount. */
  label: string;
  /** What left the grant this way; negative where it came back. */
  amount: number;
  times: number;
  /** When it happened, the last time. */
  at: Date;
  /** The service that was used, or whose run had failed. */
  service: string | null;
  cause: CauseType;
  /** The refund, dispute or operator's act; null where many are told in one. */
  cause_id: string | null;
  act: OperatorsAct | null;
  reference: MoneyReference | null;
}

/** Who did it and why; null for customers. */
export interface OperatorsAct {
  operator: string | null;
  reason: string | null;
}

/** The refund or dispute behind a movement, and the payment that it is about. Money in minor units. */
export interface MoneyReference {
  payment_id: string;
  receipt_number: string | null;
  stripe_id: string | null;
  amount_minor: number;
  currency: string;
}

/** Where a grant came from. */
export interface Origin {
  source: GrantSource;
  source_id: string;
  payment: {
    id: string;
    description: string;
    receipt_number: string | null;
    stripe_charge_id: string;
    stripe_payment_intent_id: string | null;
    stripe_invoice_id: string | null;
    amount_minor: number;
    currency: string;
  } | null;
  invoice_number: string | null;
  /** The service whose failed run gave it back. */
  service: string | null;
  /** The grant that it continues or stands in for. */
  origin_grant: string | null;
  act: OperatorsAct | null;
}

/** amount = left + held + frozen + what the parts sum to. */
export interface GrantSums {
  id: string;
  amount: number;
  parts: Part[];
  left: number;
  held: number;
  frozen: number;
}

export interface ExplainedGrant extends GrantSums {
  type: CreditType;
  expires_at: Date | null;
  created_at: Date;
  /** When the last of its holds lapses; null while nothing is held. */
  held_until: Date | null;
  /** The grant that its rest was converted into. */
  converted_into: string | null;
  origin: Origin;
  /** Where it came from in plain words, to follow the amount. */
  label: string;
}

/** Several grants in one: the parts are told by kind and service. */
export interface FoldedGrants extends Omit<GrantSums, 'id'> {
  count: number;
}

/** What a dispute keeps frozen. */
export interface FrozenPart {
  cause: CauseType;
  cause_id: string;
  amount: number;
  reference: MoneyReference | null;
}

/** A debt, named by the return that made it. outstanding = amount − what its repayments sum to. */
export interface ExplainedDebt {
  cause: CauseType;
  cause_id: string;
  amount: number;
  outstanding: number;
  at: Date;
  repayments: DebtRepayment[];
  reference: MoneyReference | null;
}

/** `kind` tells a repayment from a write-off and from a return that was undone; the grant is the one that repaid. */
export interface DebtRepayment {
  kind: EntryKind;
  amount: number;
  grant_id: string | null;
  at: Date;
  act: OperatorsAct | null;
}

/**
 * A balance down to where it came from. available, held and frozen are the sums over `grants` and `older`; frozen is
 * also that over `frozen_by`; debt is the sum of what `debts` have outstanding; given = available + held + frozen + what `gone` sums to.
 */
export interface Explanation extends Parts {
  at: Date;
  given: number;
  gone: { kind: PartKind; amount: number }[];
  /** In the order of spending; then those that are used up, newest first. */
  grants: ExplainedGrant[];
  older: FoldedGrants | null;
  frozen_by: FrozenPart[];
  debts: ExplainedDebt[];
}
