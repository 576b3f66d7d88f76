import { formatCredits } from '../credits/index.js';
import { queueMail } from '../mail/index.js';
import { crashPoint } from '../platform/crash.js';
import type { Db, Tx } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';
import { cardName } from './card-name.js';

const BATCH = 100;

interface Due {
  id: string;
  user_id: string;
  email: string;
  name: string;
  description: string;
  currency: string;
  amount_minor: number;
  credit_amount: number;
  card_brand: string | null;
  card_last4: string | null;
  paid_at: Date;
  /** Whether it goes to the customer: an operator who registered the payment may have said that it should not. */
  is_mailed: boolean;
}

/**
 * Numbers the payments that have no receipt yet, in the order of their registration, and mails the receipts.
 * Gapless per UTC year of issue: one run waits until the numbers of the other are committed, and only then looks
 * which year it is. Answers how many it issued.
 */
export async function issueReceipts(db: Db): Promise<number> {
  for (let issued = 0; ; ) {
    const batch = await db.transaction(issueBatch);
    issued += batch;
    if (batch < BATCH) return issued;
  }
}

async function issueBatch(tx: Tx): Promise<number> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('receipts', 0))");
  const { year, last_no, at } = await readCounter(tx);
  const due = await tx.query<Due>(
    `SELECT p.id, p.user_id, u.email, u.name, p.description, p.currency, p.amount_minor, p.credit_amount,
            p.card_brand, p.card_last4, p.paid_at, coalesce(m.notify, true) AS is_mailed
     FROM payments p JOIN users u ON u.id = p.user_id
     LEFT JOIN manual_registrations m ON m.stripe_charge_id = p.stripe_charge_id
     WHERE p.status = 'succeeded' AND p.receipt_number IS NULL
     ORDER BY p.registered_at, p.id LIMIT $1`,
    [BATCH],
  );
  let no = last_no;
  for (const payment of due) {
    const number = `R-${year}-${String(no + 1).padStart(6, '0')}`;
    const numbered = await tx.maybeOne(
      `UPDATE payments SET receipt_number = $2, receipt_issued_at = $3
       WHERE id = $1 AND receipt_number IS NULL RETURNING id`,
      [payment.id, number, at],
    );
    if (!numbered) continue;
    no += 1;
    if (payment.is_mailed) await mailReceipt(tx, payment, number);
    crashPoint('receipt.numbered');
  }
  await tx.query('UPDATE receipt_counters SET last_no = $2 WHERE year = $1', [year, no]);
  return due.length;
}

async function readCounter(tx: Tx): Promise<{ year: number; last_no: number; at: Date }> {
  const { at } = await tx.one<{ at: Date }>('SELECT app.now() AS at');
  const year = at.getUTCFullYear();
  const { last_no } = await tx.one<{ last_no: number }>(
    `INSERT INTO receipt_counters (year) VALUES ($1)
     ON CONFLICT (year) DO UPDATE SET last_no = receipt_counters.last_no RETURNING last_no`,
    [year],
  );
  return { year, last_no, at };
}

async function mailReceipt(tx: Tx, payment: Due, number: string): Promise<void> {
  const {
    id,
    user_id,
    email,
    name,
    description,
    currency,
    amount_minor,
    credit_amount,
    card_brand,
    card_last4,
  } = payment;
  await queueMail(tx, {
    user_id,
    to: email,
    template: 'receipt',
    variables: {
      name,
      number,
      date: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(payment.paid_at),
      description,
      amount: formatMoney(amount_minor, currency),
      ...(credit_amount > 0 ? { credits: formatCredits(credit_amount) } : {}),
      ...(card_last4 ? { card: cardName({ brand: card_brand ?? 'card', last4: card_last4 }) } : {}),
      path: `/payments/${id}/receipt`,
    },
    key: `receipt:${id}`,
  });
}
