import type Stripe from 'stripe';
import { creditedMinor } from './credit-notes.js';
import { intentsOf, type PaymentFailure, type WholeInvoice } from './invoices.js';
import { READ } from './stripe/client.js';

/** Reads an invoice and, where it says that there is more to it, what its own object does not hold. */
export async function readWholeInvoice(stripe: Stripe, id: string): Promise<WholeInvoice> {
  const invoice = await stripe.invoices.retrieve(id, { expand: ['payments'] }, READ);
  const lines = invoice.lines.has_more ? await allLines(stripe, invoice) : invoice.lines;
  const payments = await allPayments(stripe, invoice);
  return {
    ...invoice,
    lines,
    payments,
    credit_notes: creditedMinor(invoice) > 0 ? await notesOf(stripe, id) : [],
    failure: await failureOf(stripe, { ...invoice, payments }),
  };
}

async function allLines(stripe: Stripe, { id, lines }: Stripe.Invoice): Promise<Stripe.Invoice['lines']> {
  const data: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(id, { limit: 100 }, READ)) data.push(line);
  return { ...lines, data, has_more: false };
}

const NO_PAYMENTS: WholeInvoice['payments'] = { object: 'list', data: [], has_more: false, url: '' };

async function allPayments(
  stripe: Stripe,
  { id, payments }: Stripe.Invoice,
): Promise<WholeInvoice['payments']> {
  if (!payments?.has_more) return payments ?? NO_PAYMENTS;
  const data: Stripe.InvoicePayment[] = [];
  for await (const payment of stripe.invoicePayments.list({ invoice: id, limit: 100 }, READ))
    data.push(payment);
  return { ...payments, data, has_more: false };
}

async function notesOf(stripe: Stripe, invoice: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const note of stripe.creditNotes.list({ invoice, limit: 100 }, READ)) ids.push(note.id);
  return ids;
}

/** The invoice itself only says that it was tried: the intent that was to pay it says what became of that. */
async function failureOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<PaymentFailure | null> {
  const [intent_id] = intentsOf(invoice, 'open');
  if (invoice.status !== 'open' || !invoice.attempted || !intent_id) return null;
  const intent = await stripe.paymentIntents.retrieve(intent_id, {}, READ);
  if (intent.status === 'requires_action') return { code: 'authentication_required', decline_code: null };
  const { code = null, decline_code = null } = intent.last_payment_error ?? {};
  return { code, decline_code };
}
