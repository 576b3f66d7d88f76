import type Stripe from 'stripe';
import { newId } from '../ids.js';

type Given = Partial<Stripe.InvoicePayment> & {
  amount_requested: number;
  created: number;
  currency: string;
  invoice: string;
  payment_intent: string;
};

/** What ties an invoice to the intent that pays it; open unless told otherwise. Amounts in minor units. */
export function buildInvoicePayment({ payment_intent, ...given }: Given): Stripe.InvoicePayment {
  return {
    id: newId('inpay', 24),
    object: 'invoice_payment',
    amount_paid: null,
    is_default: true,
    livemode: false,
    payment: { payment_intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
    ...given,
  };
}
