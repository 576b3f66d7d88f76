import type Stripe from 'stripe';
import { formatCredits } from '../../../src/credits/index.js';
import { formatMoney } from '../../../src/platform/money.js';
import type { Customer } from '../customer.js';
import type { PaymentRow, ReturnRow } from '../rows.js';
import { iso, SECOND } from '../time.js';
import { sentMail } from './mail.js';
import { takeForRefund } from './returns.js';

type Refunded = {
  id: string;
  payment: PaymentRow;
  refund: Stripe.Refund;
  policy: 'unused' | 'full' | 'keep';
  reason?: string | undefined;
  ticket?: string | undefined;
  /** Our operation and who asked for it; none for a refund made in Stripe's dashboard. */
  asked?: { operation_id: string; requested_by: string };
};

/** Writes a refund down, takes its credits and tells the customer. Answers what it took. */
export function registerRefund(customer: Customer, refunded: Refunded, at: number): ReturnRow {
  const { id, payment, refund, policy, reason, ticket, asked } = refunded;
  const { amount: amount_minor, currency, status } = refund;
  customer.world.book.insert('refunds', {
    id,
    payment_id: payment.id,
    stripe_id: refund.id,
    operation_id: asked?.operation_id ?? null,
    requested_by: asked?.requested_by ?? null,
    currency,
    amount_minor,
    status,
    policy,
    reason: reason ?? refund.reason,
    ticket: ticket ?? null,
    created_at: iso(at),
    succeeded_at: iso(refund.created * SECOND),
  });
  const row = takeForRefund(customer, { payment, refund_id: id, amount_minor, policy }, at);
  const variables = {
    amount: formatMoney(amount_minor, currency),
    description: payment.description,
    ...(row.taken > 0 ? { credits_taken: formatCredits(row.taken) } : {}),
  };
  sentMail(customer, { template: 'refund', variables, key: `refund:${id}` }, at + 2 * SECOND);
  return row;
}
