import type Stripe from 'stripe';
import type { Queryable, Tx } from '../platform/db.js';
import { idOf, instant } from './project/projection.js';

/** A credit note as far as money is concerned; minor units. What remains of `amount_minor` was never paid, or is owed. */
export interface CreditedMoney {
  amount_minor: number;
  /** Went back by refunds of Stripe's. */
  refunded_minor: number;
  /** Went back by another way, which Stripe only knows by word. */
  outside_minor: number;
}

export function creditedBy({ amount, out_of_band_amount, refunds }: Stripe.CreditNote): CreditedMoney {
  return {
    amount_minor: amount,
    refunded_minor: refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0),
    outside_minor: out_of_band_amount ?? 0,
  };
}

/** The refunds that a note was settled by, by Stripe's ids. */
export function refundsOf({ refunds }: Stripe.CreditNote): string[] {
  return refunds.flatMap(({ refund }) => idOf(refund) ?? []);
}

/** Makes the row agree with Stripe's note, and names the note in its refunds. */
export async function storeCreditNote(
  tx: Tx,
  { note, invoice_id }: { note: Stripe.CreditNote; invoice_id: string },
): Promise<void> {
  const { amount_minor, refunded_minor, outside_minor } = creditedBy(note);
  const { id } = await tx.one<{ id: string }>(
    `INSERT INTO credit_notes (stripe_id, invoice_id, number, status, currency, amount_minor, refunded_minor, outside_minor,
                               reason, created_at, voided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (stripe_id) DO UPDATE
     SET status = EXCLUDED.status, amount_minor = EXCLUDED.amount_minor, refunded_minor = EXCLUDED.refunded_minor,
         outside_minor = EXCLUDED.outside_minor, reason = EXCLUDED.reason, voided_at = EXCLUDED.voided_at
     RETURNING id`,
    [
      note.id,
      invoice_id,
      note.number,
      note.status,
      note.currency,
      amount_minor,
      refunded_minor,
      outside_minor,
      note.reason,
      instant(note.created),
      note.voided_at === null ? null : instant(note.voided_at),
    ],
  );
  await tx.query(
    `UPDATE refunds SET credit_note_id = $1
     WHERE stripe_id = ANY ($2) AND credit_note_id IS DISTINCT FROM $1`,
    [id, refundsOf(note)],
  );
}

/** Whether the notes that we know make up what Stripe says was credited of an invoice. */
export async function knowsCredited(db: Queryable, invoice: Stripe.Invoice): Promise<boolean> {
  const { known_minor } = await db.one<{ known_minor: number }>(
    `SELECT coalesce(sum(c.amount_minor), 0) AS known_minor
     FROM credit_notes c JOIN invoices i ON i.id = c.invoice_id WHERE i.stripe_id = $1 AND c.status = 'issued'`,
    [invoice.id],
  );
  return known_minor === creditedMinor(invoice);
}

export function creditedMinor(invoice: Stripe.Invoice): number {
  return invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
}
