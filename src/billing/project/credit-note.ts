import type Stripe from 'stripe';
import type { Tx } from '../../platform/db.js';
import { creditedBy, refundsOf, storeCreditNote } from '../credit-notes.js';
import { raise, resolve } from '../discrepancies.js';
import { invoiceByStripeId } from '../invoices.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { idOf, type Projection } from './projection.js';

/**
 * A credit note becomes a row of its invoice's history. What it sends back is its refunds', which take their credits like
 * any other; what it takes off before the invoice is paid was never money.
 */
export const creditNoteProjection: Projection<Stripe.CreditNote> = {
  read: (stripe, id) => stripe.creditNotes.retrieve(id, {}, READ),
  needs: async (_at, note) => [
    { type: 'invoice', id: idOf(note.invoice) ?? '' },
    ...refundsOf(note).map((id): ObjectRef => ({ type: 'refund', id })),
  ],
  project: followNote,
};

async function followNote(tx: Tx, note: Stripe.CreditNote): Promise<ObjectRef[]> {
  const invoice = await invoiceByStripeId(tx, idOf(note.invoice) ?? '');
  // The invoice of somebody unknown has been raised already, and names its notes when it is read again.
  if (!invoice) return [];
  await storeCreditNote(tx, { note, invoice_id: invoice.id });
  const { outside_minor } = creditedBy(note);
  if (note.status === 'void' || outside_minor === 0) {
    await resolve(tx, { stripe_id: note.id, kinds: ['refund_mismatch'], reason: 'The note is void.' });
    return [];
  }
  const why = 'A credit note says that money went back outside Stripe. Its credits are still the customer’s.';
  const detail = { why, outside_minor, currency: note.currency, invoice: invoice.stripe_id };
  await raise(tx, { kind: 'refund_mismatch', stripe_id: note.id, user_id: invoice.user_id, detail });
  return [];
}
