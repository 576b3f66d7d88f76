import type { BilledInvoice, InvoiceView } from '../../billing/index.js';

export interface Chip {
  word: string;
  kind: string;
}

const INVOICE_STATES: Readonly<Record<BilledInvoice['status'], Chip>> = {
  draft: { word: 'Being prepared', kind: 'is-info' },
  open: { word: 'To be paid', kind: 'is-warn' },
  paid: { word: 'Paid', kind: 'is-good' },
  uncollectible: { word: 'Not paid', kind: 'is-bad' },
  void: { word: 'Cancelled', kind: '' },
};

const IDLE: Chip = { word: 'Not charged', kind: '' };
/** Its plan is over. Stripe's page still takes the money, and credits come for it; nobody asks for it. */
const LEFT_OPEN: Chip = { word: 'Not paid', kind: '' };
const NOTHING_DUE: Chip = { word: 'Nothing to pay', kind: '' };
const PAID_OTHERWISE: Chip = { word: 'Settled without a card', kind: 'is-good' };
const PARTLY: Chip = { word: 'Partly paid', kind: 'is-warn' };
const REFUNDED: Chip = { word: 'Refunded', kind: 'is-info' };
const PARTLY_REFUNDED: Chip = { word: 'Partly refunded', kind: 'is-info' };

/** An invoice as the billing page tells it: what it is for, how it stands, what of it was taken back. */
export function shownBill(invoice: BilledInvoice) {
  const notes = invoice.credit_notes.filter(({ status }) => status === 'issued');
  return {
    ...invoice,
    notes,
    refunds: invoice.payments.filter(({ refunded_minor }) => refunded_minor > 0),
    state: stateOf(invoice),
    due_word: invoice.status === 'uncollectible' || invoice.idle ? 'not paid' : 'to pay',
    payable: invoice.due_minor > 0 && invoice.has_page && invoice.status === 'open' && !invoice.idle,
    page: `/billing/${invoice.id}/invoice`,
  };
}

/** How an invoice stands, in words. */
export function invoiceState({
  status,
  idle,
  total_minor,
}: Pick<InvoiceView, 'status' | 'idle' | 'total_minor'>): Chip {
  if (idle) return status === 'open' ? LEFT_OPEN : IDLE;
  return status === 'paid' && total_minor === 0 ? NOTHING_DUE : INVOICE_STATES[status];
}

function stateOf(invoice: BilledInvoice): Chip {
  const { status, total_minor, payments } = invoice;
  if (status === 'open' && payments.length > 0) return PARTLY;
  const refunded = sum(payments.map(({ refunded_minor }) => refunded_minor));
  if (refunded > 0)
    return refunded < sum(payments.map(({ received_minor }) => received_minor)) ? PARTLY_REFUNDED : REFUNDED;
  if (status === 'paid' && payments.length === 0 && total_minor > 0) return PAID_OTHERWISE;
  return invoiceState(invoice);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
