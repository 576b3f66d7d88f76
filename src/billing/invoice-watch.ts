import type { Tx } from '../platform/db.js';
import { raise, resolve } from './discrepancies.js';
import { planLinesOf, type WholeInvoice } from './invoices.js';

/**
 * A plan's invoice that counts as paid while no payment of Stripe's paid it: in cash, by bank, from the customer's balance.
 * Credits come only where money was paid (domain.md, Subscriptions 2), so an operator decides what the customer gets.
 */
export async function watchPaidOutside(
  tx: Tx,
  { invoice, user_id }: { invoice: WholeInvoice; user_id: string },
): Promise<void> {
  const { id: stripe_id, status, total, amount_due, currency, payments } = invoice;
  const buys = planLinesOf(invoice).some(({ amount_minor }) => amount_minor > 0);
  const paidHere = payments.data.some((each) => each.status === 'paid' && each.payment.payment_intent);
  if (status === 'paid' && buys && total > 0 && !paidHere) {
    const detail = { why: amount_due === 0 ? BY_BALANCE : OUTSIDE, total_minor: total, currency };
    await raise(tx, { kind: 'paid_outside', stripe_id, user_id, detail });
  } else await resolve(tx, { stripe_id, kinds: ['paid_outside'], reason: 'Stripe has a payment of it.' });
}

const OUTSIDE =
  'It is marked as paid, and no money came through Stripe: no credits were given. Give them by hand.';
const BY_BALANCE =
  'The customer’s balance in Stripe paid it, and no payment: no credits were given. See where the balance came from, then give them by hand.';
