import type { Call } from '../call.js';
import type { Invoice } from '../objects/invoice.js';
import { load } from '../store.js';

/** What a customer's balance (below zero where Stripe owes him) makes of an invoice's total, in minor units. */
export function afterBalance(starting_balance: number, total: number) {
  const sum = starting_balance + total;
  const amount_due = Math.max(sum, 0);
  return { starting_balance, ending_balance: Math.min(sum, 0), amount_due, amount_remaining: amount_due };
}

/** An invoice that is only foretold says what would be due; the balance stays as it is. */
export async function foreseeBalance(call: Call, invoice: Invoice): Promise<Invoice> {
  const { balance } = await load(call, 'customer', String(invoice.customer));
  return { ...invoice, ...afterBalance(balance, invoice.total), ending_balance: null };
}
