import type {
  DebtRepayment,
  ExplainedDebt,
  ExplainedGrant,
  Explanation,
  FoldedGrants,
  MoneyReference,
  Part,
} from '../../credits/index.js';
import { creditParts } from './credit-parts.js';

/** A line under a grant: what went where. Amounts are hundredths, and negative where credits left. */
interface ShownPart {
  label: string;
  /** "12 times", for what is counted. */
  times: string | null;
  /** The day of a single event; uses are counted instead. */
  on: Date | null;
  amount: number;
}

/** An explanation as a customer reads it. What operators wrote for each other is not in it. */
export function shownExplanation(explanation: Explanation) {
  const { available, held, frozen, debt, given, gone, grants, older, frozen_by, debts } = explanation;
  const alive = grants.map(({ type, left, expires_at, origin }) => ({
    type,
    remaining: left,
    expires_at,
    source: origin.source,
  }));
  return {
    available,
    held,
    frozen,
    debt,
    parts: creditParts(alive, { held }),
    sum: { given, rows: sumRows(gone) },
    grants: grants.map(shownGrant),
    older: older && shownFold(older),
    frozen_by: frozen_by.map(({ amount, reference }) => ({ amount, payment: paymentIn(reference) })),
    debts: debts.map(shownDebt),
  };
}

const SUM_WORDS: Readonly<Partial<Record<Part['kind'], string>>> = {
  spend: 'Used for services',
  reversal: 'Given back after failed runs',
  expiry: 'Expired',
  adjustment: 'Adjusted by support',
  return: 'Taken back with refunds and disputes',
  return_undone: 'Given back with refunds that failed or disputes that were won',
  debt_repayment: 'Used to repay what you owed',
  conversion: 'Moved to pay-as-you-go credits',
};

function sumRows(gone: Explanation['gone']): { label: string; amount: number }[] {
  return gone.map(({ kind, amount }) => ({
    label: SUM_WORDS[kind] ?? 'Given again with a new end',
    amount: -amount,
  }));
}

function shownGrant(grant: ExplainedGrant) {
  const { id, type, amount, label, created_at, expires_at, left, held, held_until, frozen, parts, origin } =
    grant;
  return {
    id,
    type,
    amount,
    label,
    created_at,
    description: origin.source === 'payment' ? null : (origin.payment?.description ?? null),
    receipt: origin.payment && { number: origin.payment.receipt_number, payment_id: origin.payment.id },
    expires_at,
    over: parts.some(({ kind }) => kind === 'expiry'),
    parts: parts.map(shownPart),
    left,
    held,
    held_until,
    frozen,
    nothing_left: left + held + frozen === 0,
    bar: barOf(grant),
  };
}

function shownPart({ kind, label, times, at, amount }: Part): ShownPart {
  const counted = kind === 'spend' || (kind === 'reversal' && times > 1);
  return { label, times: counted ? timesInWords(times) : null, on: counted ? null : at, amount: -amount };
}

function timesInWords(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice' : `${times.toLocaleString('en-US')} times`;
}

/** Many grants in one: days would mean nothing. */
function shownFold({ count, amount, parts, left, held, frozen }: FoldedGrants) {
  return {
    count,
    amount,
    parts: parts.map((part) => ({ ...shownPart(part), on: null })),
    left: left + held + frozen,
  };
}

const REPAYMENT_WORDS: Readonly<Partial<Record<DebtRepayment['kind'], string>>> = {
  debt_repayment: 'repaid from credits that came in',
  debt_write_off: 'no longer owed: support let you off',
};

/** Why a debt ends that is neither repaid nor forgiven: its money never went back after all. */
const UNDONE: Readonly<Partial<Record<ExplainedDebt['cause'], string>>> = {
  refund: 'no longer owed: the refund failed',
  dispute: 'no longer owed: the dispute was won',
};

function shownDebt({ amount, outstanding, at, cause, reference, repayments }: ExplainedDebt) {
  return {
    amount,
    outstanding,
    at,
    disputed: cause === 'dispute',
    receipt: paymentIn(reference),
    repayments: repayments.map(({ kind, amount, at: on }) => ({
      label: REPAYMENT_WORDS[kind] ?? UNDONE[cause] ?? 'no longer owed',
      amount: -amount,
      on,
    })),
  };
}

function paymentIn(reference: MoneyReference | null) {
  return reference && { number: reference.receipt_number, payment_id: reference.payment_id };
}

/** In percent: what is left, and behind it what is set aside or frozen. */
function barOf({ amount, left, held, frozen }: ExplainedGrant) {
  return { left: percent(left, amount), set_aside: percent(held + frozen, amount) };
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100;
}
