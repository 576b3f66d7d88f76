import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import { lock, save } from '../store.js';
import { afterPayment } from './after-payment.js';

/** An invoice is paid: by its intent, or because there was nothing to pay. Its subscription follows. */
export async function settle(call: Call, before: Invoice): Promise<Invoice> {
  const payment = await openPaymentOf(call, before);
  if (payment) await markPaid(call, payment);
  return close(call, before, {});
}

/** The money came by another way: what was to pay the invoice in Stripe is withdrawn. */
export async function settleOutOfBand(call: Call, before: Invoice): Promise<Invoice> {
  await withdrawPayments(call, before);
  return close(call, before, { amount_paid_off_stripe: before.amount_remaining });
}

async function close(call: Call, before: Invoice, change: Partial<Invoice>): Promise<Invoice> {
  const invoice = await save(call, {
    ...before,
    ...change,
    amount_paid: before.amount_due,
    amount_remaining: 0,
    attempt_count: Math.max(before.attempt_count, before.amount_due > 0 ? 1 : 0),
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...before.status_transitions, paid_at: call.now },
  } satisfies Invoice);
  await emit(call, 'invoice.paid', invoice);
  await emit(call, 'invoice.payment_succeeded', invoice);
  await afterPayment(call, invoice);
  return invoice;
}

async function markPaid(call: Call, before: Stripe.InvoicePayment): Promise<void> {
  const payment = await save(call, {
    ...before,
    amount_paid: before.amount_requested,
    status: 'paid',
    status_transitions: { ...before.status_transitions, paid_at: call.now },
  } satisfies Stripe.InvoicePayment);
  await emit(call, 'invoice_payment.paid', payment);
}

/** Nobody is to pay an invoice any more: its intent is cancelled, and what ties them says so. */
export async function withdrawPayments(call: Call, invoice: Invoice): Promise<void> {
  const payment = await openPaymentOf(call, invoice);
  if (!payment) return;
  await save(call, {
    ...payment,
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at: call.now },
  } satisfies Stripe.InvoicePayment);
  const intent = await lock(call, 'payment_intent', String(payment.payment.payment_intent));
  if (intent.status === 'succeeded' || intent.status === 'canceled') return;
  const canceled = await save(call, {
    ...intent,
    canceled_at: call.now,
    cancellation_reason: 'void_invoice',
    next_action: null,
    status: 'canceled',
  } satisfies Stripe.PaymentIntent);
  await emit(call, 'payment_intent.canceled', canceled);
}

/** What ties an unpaid invoice to the intent that is to pay it; undefined where there is none. */
export async function openPaymentOf(
  call: Call,
  { id }: { id: string },
): Promise<Stripe.InvoicePayment | undefined> {
  const { rows } = await call.tx.query<{ doc: Stripe.InvoicePayment }>(
    `select doc from objects where type = 'invoice_payment' and doc ->> 'invoice' = $1 and doc ->> 'status' = 'open'
     order by seq desc limit 1`,
    [id],
  );
  return rows[0]?.doc;
}
