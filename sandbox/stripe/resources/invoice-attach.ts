import type Stripe from 'stripe';
import { z } from 'zod';
import { askForLess } from '../billing/ask-for-less.js';
import { openPaymentOf, settle, withdrawPayments } from '../billing/settle.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import type { Invoice } from '../objects/invoice.js';
import { buildInvoicePayment } from '../objects/invoice-payment.js';
import { text } from '../params.js';
import { route } from '../route.js';
import { insert, lock, save } from '../store.js';
import { invoiceIn } from './invoice-actions.js';

const AttachParams = z.strictObject({ payment_intent: text });

/** `POST /v1/invoices/:id/attach_payment`: money that was paid elsewhere in Stripe pays a part of an open invoice. */
async function attachPayment(
  call: Call,
  params: z.output<typeof AttachParams>,
  id: string,
): Promise<Invoice> {
  const before = await invoiceIn(call, id, ['open', 'uncollectible'], 'paid');
  const intent = await lock(call, 'payment_intent', params.payment_intent, 'payment_intent');
  refuse(before, intent);
  const amount = Math.min(intent.amount_received, before.amount_remaining);
  await tellPaid(call, before, { intent, amount });
  const amount_remaining = before.amount_remaining - amount;
  if (amount_remaining === 0) {
    await withdrawPayments(call, before);
    return settle(call, before);
  }
  const asked = await openPaymentOf(call, before);
  if (asked) await askForLess(call, asked, amount_remaining);
  const invoice = await save(call, { ...before, amount_paid: before.amount_paid + amount, amount_remaining });
  await emit(call, 'invoice.updated', invoice, before);
  return invoice;
}

function refuse({ customer, currency }: Invoice, intent: Stripe.PaymentIntent): void {
  if (intent.customer !== customer || intent.currency !== currency)
    throw invalidRequest('The payment intent is not the invoice’s customer’s, or in another currency.');
  if (intent.status !== 'succeeded')
    throw invalidRequest('This simulator attaches payments that have succeeded, and no others.');
}

async function tellPaid(
  call: Call,
  { id: invoice, currency }: Invoice,
  { intent, amount }: { intent: Stripe.PaymentIntent; amount: number },
): Promise<void> {
  const payment = buildInvoicePayment({
    amount_paid: amount,
    amount_requested: amount,
    created: call.now,
    currency,
    invoice,
    is_default: false,
    payment_intent: intent.id,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: call.now },
  });
  await insert(call, payment);
  await emit(call, 'invoice_payment.paid', payment);
}

export const invoiceAttachRoutes = [
  route('post', '/v1/invoices/:id/attach_payment', AttachParams, attachPayment),
];
