import { cardName, isLive, type PaymentRefund, type PaymentView } from '../../billing/index.js';
import { type ShownDispute, shownDispute } from './dispute-view.js';

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
  disputes: ShownDispute[];
}

export function shownPayment(payment: PaymentView): ShownPayment {
  const { id, description, created_at, card, status, decline, amount_minor, currency, receipt_number } =
    payment;
  const disputes = payment.disputes.map(shownDispute);
  const money = { received: payment.received_minor, ...returned(payment, disputes) };
  return {
    id,
    description,
    at: created_at,
    card: card && cardName(card),
    state: stateOf(status, money, disputes),
    paid: status === 'succeeded',
    decline,
    finish: null,
    amount_minor,
    net_minor: Math.max(0, money.received - money.refunded - money.taken),
    currency,
    receipt_number,
    refunds: payment.refunds.map(shownRefund),
    disputes,
  };
}

/** Minor units that came in, and of them what was refunded and what a bank took back. */
interface Money {
  received: number;
  refunded: number;
  taken: number;
}

function stateOf(
  status: PaymentView['status'],
  { received, refunded, taken }: Money,
  disputes: readonly ShownDispute[],
): ShownPayment['state'] {
  if (status === 'pending') return { word: 'Confirming', kind: 'is-info' };
  if (status === 'failed') return { word: 'Declined', kind: 'is-bad' };
  if (disputes.some(({ open }) => open)) return { word: 'Disputed', kind: 'is-warn' };
  const partly = refunded + taken < received;
  if (taken > 0) return { word: partly ? 'Partly taken back' : 'Taken back', kind: 'is-bad' };
  if (refunded > 0) return { word: partly ? 'Partly refunded' : 'Refunded', kind: 'is-info' };
  return { word: 'Paid', kind: 'is-good' };
}

function returned({ refunds }: PaymentView, disputes: readonly ShownDispute[]): Omit<Money, 'received'> {
  return {
    refunded: sum(refunds.filter(({ status }) => isLive(status))),
    taken: sum(disputes.filter(({ lost }) => lost)),
  };
}

function sum(amounts: readonly { amount_minor: number }[]): number {
  return amounts.reduce((total, { amount_minor }) => total + amount_minor, 0);
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
