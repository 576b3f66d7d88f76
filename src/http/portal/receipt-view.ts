import type { PaymentView } from '../../billing/index.js';
import { formatCredits } from '../../credits/index.js';
import { shownPayment } from './payment-view.js';

export type ShownReceipt = ReturnType<typeof shownReceipt>;

/** A receipt as it is read and printed: what was bought, how it was paid, what went back since. */
export function shownReceipt(payment: PaymentView) {
  const { receipt_number, receipt_issued_at: issued_at, paid_at, credit_amount } = payment;
  const shown = shownPayment(payment);
  const credits = credit_amount > 0 ? `${formatCredits(credit_amount)} credits` : null;
  return {
    title: receipt_number ? `Receipt ${receipt_number}` : 'Receipt',
    ...shown,
    /** By refund or by the customer's bank. */
    went_back: [...shown.refunds.filter(({ live }) => live), ...shown.disputes.filter(({ lost }) => lost)],
    disputed: shown.disputes.find(({ open }) => open),
    /** What it bought, where its description is not just that. */
    credits: credits === payment.description ? null : credits,
    paid_at,
    issued_at,
    reference: payment.stripe_payment_intent_id ?? payment.stripe_charge_id,
  };
}
