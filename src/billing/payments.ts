import type { Queryable } from '../platform/db.js';
import { isUuid } from '../platform/ids.js';
import { pageOf, parseCursor } from './cursor.js';
import { type DeclineReason, declineReason } from './decline-reasons.js';
import { UnknownPayment } from './errors.js';
import type { RefundStatus } from './refund-progress.js';

export interface PaymentRefund {
  id: string;
  stripe_id: string | null;
  amount_minor: number;
  currency: string;
  status: RefundStatus;
  created_at: Date;
}

/** What a bank asks about or wants back, in the payment's currency; `status` is Stripe's. */
export interface PaymentDispute {
  id: string;
  status: string;
  amount_minor: number;
  currency: string;
  created_at: Date;
  closed_at: Date | null;
}

/** A payment or an attempt at one, as its customer and the support see it. `credit_amount` is hundredths. */
export interface PaymentView {
  id: string;
  user_id: string;
  description: string;
  kind: 'pack' | 'subscription' | 'other';
  status: 'pending' | 'succeeded' | 'failed';
  currency: string;
  amount_minor: number;
  received_minor: number;
  /** What may still be refunded; 0 while a dispute forbids it. */
  refundable_minor: number;
  credit_amount: number;
  card: { brand: string; last4: string } | null;
  /** Why it failed; null unless it did. */
  decline: DeclineReason | null;
  receipt_number: string | null;
  receipt_issued_at: Date | null;
  stripe_charge_id: string;
  stripe_payment_intent_id: string | null;
  paid_at: Date | null;
  created_at: Date;
  /** Newest first, failed ones included. */
  refunds: PaymentRefund[];
  /** Newest first, closed ones included. */
  disputes: PaymentDispute[];
}

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;

type Row = Omit<PaymentView, 'card' | 'decline' | 'refunds' | 'disputes'> & {
  card_brand: string | null;
  card_last4: string | null;
  failure_code: string | null;
  decline_code: string | null;
};

const COLUMNS = `id, user_id, description, kind, status, currency, amount_minor, received_minor,
  app.refundable_minor(id) AS refundable_minor, credit_amount, card_brand, card_last4, failure_code, decline_code,
  receipt_number, receipt_issued_at, stripe_charge_id, stripe_payment_intent_id, paid_at, created_at`;

/** A customer's payments, newest first, failed ones included; paged by key. */
export async function listPayments(
  db: Queryable,
  user_id: string,
  { limit = PAGE_DEFAULT, cursor }: { limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<{ data: PaymentView[]; next_cursor: string | null }> {
  const size = Math.min(limit, PAGE_MAX);
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await db.query<Row>(
    `SELECT ${COLUMNS} FROM payments
     WHERE user_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $4`,
    [user_id, after?.created_at ?? null, after?.id ?? null, size + 1],
  );
  const { page, next_cursor } = pageOf(rows, size);
  return { data: await withReturns(db, page), next_cursor };
}

/** One payment; with `user_id` only if it is this customer's. @throws UnknownPayment */
export async function paymentById(
  db: Queryable,
  { payment_id, user_id }: { payment_id: string; user_id?: string },
): Promise<PaymentView> {
  const rows = isUuid(payment_id)
    ? await db.query<Row>(
        `SELECT ${COLUMNS} FROM payments WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)`,
        [payment_id, user_id ?? null],
      )
    : [];
  const [payment] = await withReturns(db, rows);
  if (!payment) throw new UnknownPayment();
  return payment;
}

async function withReturns(db: Queryable, rows: readonly Row[]): Promise<PaymentView[]> {
  const ids = rows.map(({ id }) => id);
  const refunds = await db.query<PaymentRefund & OfPayment>(
    `SELECT payment_id, id, stripe_id, amount_minor, currency, status, created_at FROM refunds
     WHERE payment_id = ANY($1) ORDER BY created_at DESC, id DESC`,
    [ids],
  );
  const disputes = await db.query<PaymentDispute & OfPayment>(
    `SELECT payment_id, id, status, amount_minor, currency, created_at, closed_at FROM disputes
     WHERE payment_id = ANY($1) ORDER BY created_at DESC, id DESC`,
    [ids],
  );
  return rows.map(({ card_brand, card_last4, failure_code, decline_code, ...payment }) => ({
    ...payment,
    card: card_last4 ? { brand: card_brand ?? 'card', last4: card_last4 } : null,
    decline: payment.status === 'failed' ? declineReason(decline_code, failure_code) : null,
    refunds: of(payment, refunds),
    disputes: of(payment, disputes),
  }));
}

type OfPayment = { payment_id: string };

function of<Return extends OfPayment>(
  { id }: { id: string },
  returns: readonly Return[],
): Omit<Return, 'payment_id'>[] {
  return returns.filter(({ payment_id }) => payment_id === id).map(({ payment_id: _, ...each }) => each);
}
