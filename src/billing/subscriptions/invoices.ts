import type { Queryable } from '../../platform/db.js';
import { isIdle } from '../invoices.js';

/** An invoice of a customer's. `payment_id`: of the payment that paid it. */
export interface InvoiceView {
  id: string;
  number: string | null;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  /** A draft that nobody goes on with, or what a plan that is over leaves unpaid. */
  idle: boolean;
  total_minor: number;
  currency: string;
  created_at: Date;
  payment_id: string | null;
}

/** The newest first. */
export function recentInvoices(
  db: Queryable,
  { user_id, limit }: { user_id: string; limit: number },
): Promise<InvoiceView[]> {
  return db.query<InvoiceView>(
    `SELECT i.id, i.number, i.status, i.total_minor, i.currency, i.created_at, paid.id AS payment_id, ${isIdle('o')} AS idle
     FROM invoices i LEFT JOIN stripe_objects o ON o.id = i.stripe_id LEFT JOIN LATERAL (
       SELECT p.id FROM payments p
       WHERE p.user_id = i.user_id AND p.stripe_invoice_id = i.stripe_id AND p.status = 'succeeded'
       ORDER BY p.paid_at DESC, p.id DESC LIMIT 1) paid ON true
     WHERE i.user_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT $2`,
    [user_id, limit],
  );
}
