import { considerTopUp, switchOffTopUp, switchOnTopUp } from '../../../../src/billing/index.js';
import { settleDeclined, settlePaid } from '../../../../src/billing/top-up/settle.js';
import type { Db, Tx } from '../../../../src/platform/db.js';
import { microseconds } from '../../../support/moving-clock.js';
import { type Of, PACK } from '../request.js';
import { buy } from './giving.js';
import type { Done } from './told.js';

/** As far as our rows tell: there is no Stripe here. Before, and not with, what is allowed: so cards are saved. */
export async function saveCard(db: Db, user_id: string): Promise<void> {
  await db.query("UPDATE users SET stripe_customer_id = 'cus_' || id WHERE id = $1", [user_id]);
  await db.query(
    `INSERT INTO payment_methods (stripe_id, user_id, brand, last4, exp_month, exp_year, is_default)
     VALUES ('pm_' || $1::uuid, $1, 'visa', '4242', 12, 2099, true) ON CONFLICT DO NOTHING`,
    [user_id],
  );
}

export async function allow(
  tx: Tx,
  user_id: string,
  { threshold, cap_minor: monthly_cap_minor }: Of<'allow_top_up'>,
  price_id: string,
): Promise<Done> {
  await switchOnTopUp(tx, { user_id, threshold, monthly_cap_minor, price_id, payment_method_id: null });
  return { id: '', answer: {} };
}

export async function forbid(tx: Tx, user_id: string): Promise<Done> {
  await switchOffTopUp(tx, { user_id });
  return { id: '', answer: {} };
}

/** As the worker does that the outbox sends; names the attempt that is under way after it. */
export async function consider(db: Db, wallet_id: string): Promise<Done> {
  await considerTopUp(db, wallet_id);
  const { attempt, ...answer } = await db.one<{ attempt: string | null }>(STANDING, [wallet_id]);
  return { id: attempt ?? '', answer: { ...answer, under_way: attempt !== null } };
}

const STANDING = `
  SELECT coalesce(t.status = 'on', false) AS on, t.off_reason, t.waits_for, ${microseconds('t.next_attempt_at')} AS until,
         a.operation_id AS attempt,
         w.top_up_asked_at IS NOT NULL AND EXISTS (
           SELECT FROM outbox o WHERE o.queue = 'top-up' AND o.payload ->> 'wallet_id' = w.id::text
             AND o.created_at >= w.top_up_asked_at) AS noticed
  FROM wallets w LEFT JOIN top_ups t ON t.wallet_id = w.id
  LEFT JOIN top_up_attempts a ON a.wallet_id = w.id AND a.status = 'under_way'
  WHERE w.id = $1`;

/** As the product registers the charge of an attempt: once, whoever tells of it. The payment has the attempt's name. */
export async function paid(tx: Tx, wallet_id: string, { attempt }: Of<'top_up_paid'>): Promise<Done> {
  await tx.query('SELECT FROM wallets WHERE id = $1 FOR NO KEY UPDATE', [wallet_id]);
  const known = await tx.maybeOne('SELECT FROM payments WHERE id = $1', [attempt]);
  if (known) return { id: '', answer: { grant: null } };
  const { credits: amount, price_minor: received_minor } = PACK;
  const gift = { type: 'pay_as_you_go', amount, expires_at: null } as const;
  const done = await buy(tx, wallet_id, { do: 'buy', payment: attempt, received_minor, gift });
  await settlePaid(tx, { operation_id: attempt, credit_amount: amount });
  return done;
}

export async function declined(tx: Tx, { attempt }: Of<'top_up_declined'>): Promise<Done> {
  await settleDeclined(tx, {
    operation_id: attempt,
    failure_code: 'card_declined',
    decline_code: 'insufficient_funds',
  });
  return { id: '', answer: {} };
}
