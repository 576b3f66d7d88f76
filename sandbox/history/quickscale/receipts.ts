import { formatCredits } from '../../../src/credits/index.js';
import { formatMoney } from '../../../src/platform/money.js';
import type { Book } from '../book.js';
import type { Customer } from '../customer.js';
import type { PaymentRow } from '../rows.js';
import { iso, SECOND } from '../time.js';
import { sentMail } from './mail.js';

const LONG_DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The receipt job's time to wake up. */
const ISSUED_AFTER = 5 * SECOND;

/** Numbers all payments in the order of their registration, without a gap in each year (UTC), and mails the receipts. */
export function issueReceipts(book: Book, customers: ReadonlyMap<string, Customer>): void {
  const counters = new Map<number, number>();
  for (const payment of inOrder(book.rows('payments'))) {
    const at = Date.parse(payment.registered_at) + ISSUED_AFTER;
    const year = new Date(at).getUTCFullYear();
    const number = (counters.get(year) ?? 0) + 1;
    counters.set(year, number);
    payment.receipt_number = `R-${year}-${String(number).padStart(6, '0')}`;
    payment.receipt_issued_at = iso(at);
    const customer = customers.get(payment.user_id);
    if (customer) mailReceipt(customer, payment, at);
  }
  for (const [year, last_no] of counters) book.insert('receipt_counters', { year, last_no });
}

function inOrder(payments: readonly PaymentRow[]): PaymentRow[] {
  return payments
    .filter(({ status }) => status === 'succeeded')
    .sort((a, b) => order(a.registered_at, b.registered_at) || order(a.id, b.id));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mailReceipt(customer: Customer, payment: PaymentRow, at: number): void {
  const { id, amount_minor, currency, card_brand, card_last4, credit_amount, description } = payment;
  const paid = Date.parse(payment.created_at);
  const variables = {
    number: payment.receipt_number ?? '',
    date: LONG_DATE.format(paid),
    description,
    amount: formatMoney(amount_minor, currency),
    credits: formatCredits(credit_amount),
    card: `${card_brand} ·· ${card_last4}`,
    path: `/payments/${id}/receipt`,
  };
  sentMail(customer, { template: 'receipt', variables, key: `receipt:${id}` }, at);
}
