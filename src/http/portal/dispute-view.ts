import type { PaymentDispute } from '../../billing/index.js';

/** A dispute as the customer reads it who, knowingly or not, made his bank ask. Money in minor units. */
export interface ShownDispute {
  /** What it is about, in a word or two to stand before the amount; null once the amount says nothing any more. */
  note: string | null;
  /** How it stands, and what that means for the credits. */
  says: string;
  means: string;
  open: boolean;
  lost: boolean;
  amount_minor: number;
  currency: string;
  /** Since when it stands so. */
  at: Date;
}

type Words = Pick<ShownDispute, 'note' | 'says' | 'means'>;

const FROZEN = 'Until that is decided, what is left of its credits is frozen.';

const DISPUTED: Words = { note: 'In dispute', says: 'Your bank asks for this money back.', means: FROZEN };
const INQUIRY: Words = { note: 'In question', says: 'Your bank asks about this payment.', means: FROZEN };
const STANDS: Words = {
  note: null,
  says: 'The dispute is over: this payment stands.',
  means: 'Its credits are no longer frozen.',
};

const CLOSED: Readonly<Record<string, Words>> = {
  won: STANDS,
  warning_closed: STANDS,
  // By a refund, as a rule: then it is not for this line to say that the payment stands.
  prevented: { ...STANDS, says: 'The dispute is over.' },
  lost: {
    note: 'Taken back by your bank',
    says: 'Your bank took this money back.',
    means: 'Its credits went with it; those that were used already came out of your others, or are owed.',
  },
};

export function shownDispute(dispute: PaymentDispute): ShownDispute {
  const { status, amount_minor, currency, created_at, closed_at } = dispute;
  const closed = CLOSED[status];
  return {
    ...(closed ?? (status.startsWith('warning_') ? INQUIRY : DISPUTED)),
    open: closed === undefined,
    lost: status === 'lost',
    amount_minor,
    currency,
    at: closed_at ?? created_at,
  };
}
