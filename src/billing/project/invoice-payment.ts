import type Stripe from 'stripe';
import { READ } from '../stripe/client.js';
import { idOf, type Projection } from './projection.js';

/** Has no row of ours: it says that its invoice has changed. */
export const invoicePaymentProjection: Projection<Stripe.InvoicePayment> = {
  read: (stripe, id) => stripe.invoicePayments.retrieve(id, {}, READ),
  project: async (_tx, payment) => {
    const invoice = idOf(payment.invoice);
    return invoice ? [{ type: 'invoice', id: invoice }] : [];
  },
};
