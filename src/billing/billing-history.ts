import type Stripe from 'stripe';
import type { Queryable } from '../platform/db.js';
import { pageOf, parseCursor } from './cursor.js';
import { isIdle, type PlanLine, planLinesOf } from './invoices.js';

/** An invoice as its customer reads it; minor units. */
export interface BilledInvoice {
  id: string;
  number: string | null;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  /** A draft that nobody goes on with, or what a plan that is over leaves unpaid. */
  idle: boolean;
  currency: string;
  total_minor: number;
  /** What is still to be paid of it. */
  due_minor: number;
  created_at: Date;
  /** What it bills: the plan's period. */
  period: PlanLine['period'] | null;
  /** Whether Stripe has a page and a PDF of it. */
  has_page: boolean;
  payments: InvoicePaid[];
  credit_notes: InvoiceCredited[];
}

/** A payment that paid it, or a part of it. */
export interface InvoicePaid {
  id: string;
  receipt_number: string | null;
  received_minor: number;
  /** What of it went back, or is on its way. */
  refunded_minor: number;
}

export interface InvoiceCredited {
  number: string;
  amount_minor: number;
  status: 'issued' | 'void';
  created_at: Date;
}

const PAGE_SIZE = 20;

type Row = Pick<
  BilledInvoice,
  'id' | 'number' | 'status' | 'idle' | 'currency' | 'total_minor' | 'created_at'
> & {
  stripe_id: string;
  amount_due_minor: number;
  invoice: Stripe.Invoice | null;
};

/** A customer's invoices, the newest first, paged by key. @throws InvalidInput (a cursor that no page gave) */
export async function billedInvoices(
  db: Queryable,
  { user_id, cursor }: { user_id: string; cursor?: string | undefined },
): Promise<{ data: BilledInvoice[]; next_cursor: string | null }> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await db.query<Row>(
    `SELECT i.id, i.stripe_id, i.number, i.status, i.currency, i.total_minor, i.amount_due_minor, i.created_at,
            ${isIdle('o')} AS idle, o.data AS invoice
     FROM invoices i LEFT JOIN stripe_objects o ON o.id = i.stripe_id
     WHERE i.user_id = $1 AND ($2::timestamptz IS NULL OR (i.created_at, i.id) < ($2, $3::uuid))
     ORDER BY i.created_at DESC, i.id DESC LIMIT $4`,
    [user_id, after?.created_at ?? null, after?.id ?? null, PAGE_SIZE + 1],
  );
  const { page, next_cursor } = pageOf(rows, PAGE_SIZE);
  return { data: await withMoney(db, page), next_cursor };
}

async function withMoney(db: Queryable, rows: readonly Row[]): Promise<BilledInvoice[]> {
  const payments = await db.query<InvoicePaid & { stripe_invoice_id: string }>(
    `SELECT stripe_invoice_id, id, receipt_number, received_minor,
            (SELECT coalesce(sum(amount_minor), 0) FROM refunds
             WHERE payment_id = payments.id AND status NOT IN ('failed', 'canceled')) AS refunded_minor
     FROM payments WHERE stripe_invoice_id = ANY ($1) AND status = 'succeeded' ORDER BY paid_at, id`,
    [rows.map(({ stripe_id }) => stripe_id)],
  );
  const notes = await db.query<InvoiceCredited & { invoice_id: string }>(
    `SELECT invoice_id, number, amount_minor, status, created_at FROM credit_notes
     WHERE invoice_id = ANY ($1) ORDER BY created_at, id`,
    [rows.map(({ id }) => id)],
  );
  return rows.map(({ stripe_id, amount_due_minor, invoice, ...row }) => ({
    ...row,
    due_minor: ['open', 'uncollectible'].includes(row.status)
      ? (invoice?.amount_remaining ?? amount_due_minor)
      : 0,
    period: (invoice && planLinesOf(invoice)[0]?.period) ?? null,
    has_page: Boolean(invoice?.hosted_invoice_url),
    payments: payments.filter(({ stripe_invoice_id }) => stripe_invoice_id === stripe_id),
    credit_notes: notes.filter(({ invoice_id }) => invoice_id === row.id),
  }));
}
