import type Stripe from 'stripe';
import { formatCredits, openWallet, takeForReturn, undoReturn } from '../credits/index.js';
import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';
import { instant, uuidIn } from './project/projection.js';

export interface RefundedPayment {
  id: string;
  user_id: string;
  currency: string;
  received_minor: number;
  description: string;
}

export type RefundStatus = 'requested' | 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';

export interface KnownRefund {
  id: string;
  payment_id: string;
  operation_id: string | null;
  amount_minor: number;
  currency: string;
  status: RefundStatus;
  policy: 'unused' | 'full' | 'keep';
}

/**
 * Writes what Stripe says about a refund into the row that our operation made, or makes one with policy
 * `unused` for a refund that was made elsewhere, or that names an operation which has another refund already.
 * Credits follow: taken once while it lives, given back once it fails.
 */
export async function storeRefund(
  tx: Tx,
  { payment, refund }: { payment: RefundedPayment; refund: Stripe.Refund },
): Promise<KnownRefund> {
  const status = (refund.status ?? 'pending') as RefundStatus;
  // Before the refund's row: whoever has the wallet may come to look at that row, and its new name keeps it.
  await openWallet(tx, payment.user_id);
  const ours = await tx.maybeOne<{ id: string }>(
    `SELECT id FROM refunds
     WHERE stripe_id = $1 OR (operation_id = $2 AND payment_id = $3 AND stripe_id IS NULL)
     ORDER BY stripe_id NULLS LAST LIMIT 1 FOR NO KEY UPDATE`,
    [refund.id, uuidIn(refund.metadata, 'operation_id'), payment.id],
  );
  const known = ours
    ? await updateRefund(tx, { id: ours.id, refund, status })
    : await insertRefund(tx, { payment, refund, status });
  await followWithCredits(tx, { payment, known });
  return known;
}

const COLUMNS = 'id, payment_id, operation_id, amount_minor, currency, status, policy';

function updateRefund(
  tx: Tx,
  given: { id: string; refund: Stripe.Refund; status: RefundStatus },
): Promise<KnownRefund> {
  const { id, refund, status } = given;
  return tx.one<KnownRefund>(
    `UPDATE refunds SET stripe_id = $2, status = $3, failure_reason = $4, succeeded_at = $5 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, refund.id, status, refund.failure_reason ?? null, succeededAt(refund)],
  );
}

function insertRefund(
  tx: Tx,
  { payment, refund, status }: { payment: RefundedPayment; refund: Stripe.Refund; status: RefundStatus },
): Promise<KnownRefund> {
  return tx.one<KnownRefund>(
    `INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status, policy, reason, failure_reason, created_at, succeeded_at)
     VALUES ($1, $2, $3, $4, $5, 'unused', $6, $7, $8, $9) RETURNING ${COLUMNS}`,
    [
      payment.id,
      refund.id,
      refund.currency,
      refund.amount,
      status,
      refund.reason,
      refund.failure_reason ?? null,
      instant(refund.created),
      succeededAt(refund),
    ],
  );
}

function succeededAt(refund: Stripe.Refund): Date | null {
  return refund.status === 'succeeded' ? instant(refund.created) : null;
}

/** Whether money is going back, or has gone: what failed or was called off returns nothing. */
export function isLive(status: RefundStatus): boolean {
  return status !== 'failed' && status !== 'canceled';
}

/** Takes the credits of a live refund, gives back those of a dead one, and tells the customer; each once. */
export async function followWithCredits(
  tx: Tx,
  { payment, known }: { payment: RefundedPayment; known: KnownRefund },
): Promise<void> {
  const taken = await tx.maybeOne<{ live: boolean }>('SELECT live FROM returns WHERE refund_id = $1', [
    known.id,
  ]);
  if (isLive(known.status)) {
    if (!taken) await take(tx, { payment, known });
    if (known.status !== 'requested') await tell(tx, { payment, known, template: 'refund' });
  } else if (taken?.live) {
    await undoReturn(tx, { wallet_id: payment.user_id, refund_id: known.id, reason: 'The refund failed.' });
    if (await wasTold(tx, known)) await tell(tx, { payment, known, template: 'refund-failed' });
  }
}

/** A refund that Stripe refused at once was never announced: its failure is for operators. */
async function wasTold(tx: Tx, { id }: KnownRefund): Promise<boolean> {
  return (await tx.maybeOne('SELECT FROM mails WHERE key = $1', [mailKey('refund', id)])) !== undefined;
}

function mailKey(template: Telling['template'], refund_id: string): string {
  return `${template}:${refund_id}`;
}

async function take(
  tx: Tx,
  { payment, known }: { payment: RefundedPayment; known: KnownRefund },
): Promise<void> {
  await takeForReturn(tx, {
    wallet_id: payment.user_id,
    payment_id: payment.id,
    refund_id: known.id,
    amount_minor: known.amount_minor,
    policy: known.policy,
  });
}

interface Telling {
  payment: RefundedPayment;
  known: KnownRefund;
  template: 'refund' | 'refund-failed';
}

/** By mail, once per refund and message, unless the operator who asked for it unticked it. */
async function tell(tx: Tx, { payment, known, template }: Telling): Promise<void> {
  const row = await tx.one<{
    email: string;
    name: string;
    notify: boolean | null;
    taken: number | null;
    debt: number | null;
  }>(
    `SELECT u.email, u.name, (SELECT (o.parameters ->> 'notify')::boolean FROM stripe_operations o WHERE o.id = $2) AS notify,
            t.taken, t.debt
     FROM users u LEFT JOIN returns t ON t.refund_id = $3 WHERE u.id = $1`,
    [payment.user_id, known.operation_id, known.id],
  );
  if (row.notify === false) return;
  await queueMail(tx, {
    user_id: payment.user_id,
    to: row.email,
    template,
    variables: {
      name: row.name,
      amount: formatMoney(known.amount_minor, known.currency),
      description: payment.description,
      ...(template === 'refund' && row.taken ? { credits_taken: formatCredits(row.taken) } : {}),
      ...(template === 'refund' && row.debt ? { credits_owed: formatCredits(row.debt) } : {}),
    },
    key: mailKey(template, known.id),
  });
}
