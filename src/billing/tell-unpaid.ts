import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';
import { declineReason } from './decline-reasons.js';
import type { WholeInvoice } from './invoices.js';
import { instant } from './project/projection.js';

/**
 * Tells a customer that a renewal was not paid, why, and where to pay it: once per attempt. What he pays himself (the
 * first invoice, a change of plan) says so on its own page, while he looks at it.
 */
export async function tellUnpaid(
  tx: Tx,
  { invoice, user_id }: { invoice: WholeInvoice; user_id: string },
): Promise<void> {
  const { id, status, billing_reason, attempt_count, failure, currency, next_payment_attempt } = invoice;
  if (status !== 'open' || billing_reason !== 'subscription_cycle' || attempt_count === 0 || !failure) return;
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [user_id],
  );
  await queueMail(tx, {
    user_id,
    to: email,
    template: 'payment-failed',
    variables: {
      name,
      amount: formatMoney(invoice.amount_remaining, currency),
      ...declineReason(failure.decline_code, failure.code),
      ...(next_payment_attempt ? { next: day(instant(next_payment_attempt)) } : {}),
      path: '/billing',
    },
    key: `payment-failed:${id}:${attempt_count}`,
  });
}

function day(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
