import { cardName, isLive, type PaymentRefund, type PaymentView } from '../../billing/index.js';

/** A payment as its customer reads it; money in minor units. */
export interface ShownPayment {
  id: string;
  description: string;
  at: Date;
  card: string | null;
  state: { word: string; kind: string };
  paid: boolean;
  decline: PaymentView['decline'];
  /** Where a payment that waits for its customer is finished. */
  finish: string | null;
  amount_minor: number;
  /** What was paid less what went back. */
  net_minor: number;
  currency: string;
  receipt_number: string | null;
  refunds: { note: string; amount_minor: number; currency: string; at: Date; live: boolean }[];
}

export function shownPayment(payment: PaymentView): ShownPayment {
  const { id, description, created_at, card, status, decline, amount_minor, currency, receipt_number } =
    payment;
  const back = returnedMinor(payment);
  return {
    id,
    description,
    at: created_at,
    card: card && cardName(card),
    state: stateOf(payment, back),
    paid: status === 'succeeded',
    decline,
    finish: null,
    amount_minor,
    net_minor: payment.received_minor - back,
    currency,
    receipt_number,
    refunds: payment.refunds.map(shownRefund),
  };
}

function stateOf({ status, received_minor }: PaymentView, back: number): ShownPayment['state'] {
  if (status === 'pending') return { word: 'Confirming', kind: 'is-info' };
  if (status === 'failed') return { word: 'Declined', kind: 'is-bad' };
  if (back === 0) return { word: 'Paid', kind: 'is-good' };
  return { word: back < received_minor ? 'Partly refunded' : 'Refunded', kind: 'is-info' };
}

function returnedMinor({ refunds }: PaymentView): number {
  return refunds
    .filter(({ status }) => isLive(status))
    .reduce((sum, { amount_minor }) => sum + amount_minor, 0);
}

function shownRefund(refund: PaymentRefund): ShownPayment['refunds'][number] {
  const { amount_minor, currency, created_at, status } = refund;
  const arrived = status === 'succeeded' ? 'Refunded' : 'Refund on its way';
  return {
    note: isLive(status) ? arrived : 'Refund failed',
    amount_minor,
    currency,
    at: created_at,
    live: isLive(status),
  };
}
