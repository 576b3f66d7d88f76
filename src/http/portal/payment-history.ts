import { type Attempt, attemptsWithoutCharge, listPayments } from '../../billing/index.js';
import type { Db } from '../../platform/db.js';
import { type ShownPayment, shownPayment } from './payment-view.js';

/**
 * A page of what a customer paid or tried to pay, the newest first. Attempts for which Stripe made no charge stand among
 * the payments at their time; where the list goes on is a payment's matter alone.
 */
export async function paymentHistory(
  db: Db,
  { user_id, cursor }: { user_id: string; cursor?: string | undefined },
): Promise<{ shown: ShownPayment[]; next_cursor: string | null }> {
  const { data, next_cursor } = await listPayments(db, user_id, { cursor });
  const from = next_cursor === null ? null : (data.at(-1)?.created_at ?? null);
  const until = cursor === undefined ? null : new Date(cursor.split('_')[0] ?? '');
  const attempts = await attemptsWithoutCharge(db, { user_id, from, until });
  const shown = [...data.map(shownPayment), ...attempts.map(shownAttempt)];
  shown.sort((one, other) => other.at.getTime() - one.at.getTime());
  return { shown, next_cursor };
}

function shownAttempt(attempt: Attempt): ShownPayment {
  const { stripe_payment_intent_id: id, description, created_at, amount_minor, currency, decline } = attempt;
  return {
    id,
    description,
    at: created_at,
    card: null,
    state: attempt.waiting
      ? { word: 'Waits for you', kind: 'is-warn' }
      : { word: 'Not confirmed', kind: 'is-bad' },
    paid: false,
    decline,
    finish: attempt.finish && finishOf(attempt.finish),
    amount_minor,
    net_minor: 0,
    currency,
    receipt_number: null,
    refunds: [],
    disputes: [],
  };
}

function finishOf(finish: NonNullable<Attempt['finish']>): string {
  return 'url' in finish ? finish.url : `/billing/${finish.invoice_id}/invoice`;
}
