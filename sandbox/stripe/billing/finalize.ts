import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import { buildInvoicePayment } from '../objects/invoice-payment.js';
import { createIntent } from '../resources/payment-intents.js';
import { insert, lock, save } from '../store.js';
import { afterBalance } from './balance.js';
import { settle } from './settle.js';

/**
 * Makes a draft final: it gets its number, what the customer's balance pays is taken off, and an intent is to pay the
 * rest (`paidBy`, where one has paid already). Nothing to pay is paid at once.
 */
export async function finalizeInvoice(
  call: Call,
  before: Invoice,
  paidBy?: Stripe.PaymentIntent,
): Promise<Invoice> {
  const invoice = await save(call, { ...before, ...(await numbered(call, before)) } satisfies Invoice);
  await emit(call, 'invoice.finalized', invoice);
  if (invoice.amount_due === 0) return settle(call, invoice);
  const intent = paidBy ?? (await openIntent(call, invoice));
  await insert(
    call,
    buildInvoicePayment({
      amount_requested: invoice.amount_due,
      created: call.now,
      currency: invoice.currency,
      invoice: invoice.id,
      payment_intent: intent.id,
    }),
  );
  return paidBy ? settle(call, invoice) : invoice;
}

async function numbered(call: Call, { id, customer: owner, status_transitions, total }: Invoice) {
  const customer = await lock(call, 'customer', String(owner));
  const sequence = customer.next_invoice_sequence ?? 1;
  const sums = afterBalance(customer.balance, total);
  await save(call, { ...customer, balance: sums.ending_balance, next_invoice_sequence: sequence + 1 });
  return {
    ...sums,
    automatically_finalizes_at: null,
    effective_at: call.now,
    hosted_invoice_url: `${call.publicUrl}/i/${id}`,
    // The simulator makes no PDFs: its page can be printed.
    invoice_pdf: `${call.publicUrl}/i/${id}`,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    status: 'open',
    status_transitions: { ...status_transitions, finalized_at: call.now },
  } as const;
}

/** The intent of a first invoice also saves the card for the invoices to come. */
function openIntent(call: Call, invoice: Invoice): Promise<Stripe.PaymentIntent> {
  const isFirst = invoice.billing_reason === 'subscription_create';
  const isPlan = invoice.parent?.type === 'subscription_details';
  return createIntent(call, {
    amount: invoice.amount_due,
    created: call.now,
    currency: invoice.currency,
    customer: String(invoice.customer),
    description: isFirst ? 'Subscription creation' : isPlan ? 'Subscription update' : 'Payment for Invoice',
    setup_future_usage: isFirst ? 'off_session' : null,
  });
}
