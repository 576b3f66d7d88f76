import { createHash } from 'node:crypto';
import { type Actor, audit, requirePermission } from '../accounts/index.js';
import { type Balance, balance, type ReturnPolicy, toCredits } from '../credits/index.js';
import { crashPoint } from '../platform/crash.js';
import type { Tx } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { isUuid } from '../platform/ids.js';
import { reasonFault } from '../platform/reason.js';
import { FormKeyReused, NotRefundable, RefundsBlocked, UnknownPayment } from './errors.js';
import type { CreateRefund } from './operations/create-refund.js';
import { refundLimit, requireWithinLimit } from './refund-limits.js';
import { followWithCredits, type KnownRefund, type RefundedPayment } from './refund-progress.js';
import { operationByKey, writeOperation } from './stripe/operations.js';

export interface RefundRequest {
  actor: Actor;
  payment_id: string;
  amount_minor: number;
  /** What happens to the credits that the payment bought. */
  policy: ReturnPolicy;
  reason: string;
  ticket?: string | undefined;
  /** Whether the customer is told by mail. */
  notify: boolean;
  /** The form's key: the same form sent twice is one refund. */
  key: string;
}

/**
 * Writes a refund down: its row, the credits it takes, the operation that the worker makes at Stripe, the audit
 * entry. The operator's and the payment's rows are locked, so that neither a day's limit nor the payment is exceeded.
 *
 * @throws Forbidden, InvalidInput, UnknownPayment, NotRefundable, RefundsBlocked, RefundAboveLimit, FormKeyReused
 */
export async function requestRefund(tx: Tx, request: RefundRequest): Promise<KnownRefund> {
  const { actor } = request;
  requirePermission(actor, 'payments.refund');
  checkInput(request);
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [actor.id]);
  const payment = await lockPayment(tx, request.payment_id);
  const idempotency_key = keyOf(actor, request.key);
  const earlier = await earlierRefund(tx, { idempotency_key, request });
  if (earlier) return earlier;
  await requireRefundable(tx, { request, payment });
  const before = await balance(tx, payment.user_id);
  const known = await writeDown(tx, { request, payment, idempotency_key });
  await followWithCredits(tx, { payment, known });
  await tellAudit(tx, { request, payment, known, before });
  crashPoint('refund.operation_written');
  return known;
}

/**
 * Whether requestRefund would take this now. Writes nothing.
 * @throws as requestRefund
 */
export async function requireMayRefund(tx: Tx, request: RefundRequest): Promise<void> {
  requirePermission(request.actor, 'payments.refund');
  checkInput(request);
  await requireRefundable(tx, { request, payment: await lockPayment(tx, request.payment_id) });
}

function checkInput({ amount_minor, reason }: RefundRequest): void {
  const faults: Record<string, string> = {};
  const said = reasonFault(reason);
  if (said) faults.reason = said;
  if (!Number.isSafeInteger(amount_minor) || amount_minor < 1) faults.amount = 'Enter an amount above zero.';
  if (Object.keys(faults).length > 0) throw new InvalidInput(faults);
}

type LockedPayment = RefundedPayment & { stripe_charge_id: string; refundable_minor: number };

async function lockPayment(tx: Tx, payment_id: string): Promise<LockedPayment> {
  if (!isUuid(payment_id)) throw new UnknownPayment();
  await tx.query('SELECT FROM payments WHERE id = $1 FOR NO KEY UPDATE', [payment_id]);
  // A statement of its own: it sees the refunds that the lock waited for.
  const payment = await tx.maybeOne<LockedPayment>(
    `SELECT id, user_id, currency, received_minor, description, stripe_charge_id, app.refundable_minor(id) AS refundable_minor
     FROM payments WHERE id = $1`,
    [payment_id],
  );
  if (!payment) throw new UnknownPayment();
  return payment;
}

/** Hashed: the browser chose it, and the key goes to Stripe. */
function keyOf(actor: Actor, key: string): string {
  return `refund:${createHash('sha256').update(`${actor.id}:${key}`).digest('hex')}`;
}

async function earlierRefund(
  tx: Tx,
  { idempotency_key, request }: { idempotency_key: string; request: RefundRequest },
): Promise<KnownRefund | undefined> {
  const operation = await operationByKey(tx, idempotency_key);
  if (!operation) return undefined;
  const refund = await tx.one<KnownRefund>(
    'SELECT id, payment_id, operation_id, amount_minor, currency, status, policy FROM refunds WHERE operation_id = $1',
    [operation.id],
  );
  const same =
    refund.payment_id === request.payment_id &&
    refund.amount_minor === request.amount_minor &&
    refund.policy === request.policy;
  if (!same) throw new FormKeyReused();
  return refund;
}

async function requireRefundable(
  tx: Tx,
  { request, payment }: { request: RefundRequest; payment: LockedPayment },
): Promise<void> {
  const { actor, amount_minor } = request;
  const { currency, refundable_minor } = payment;
  const block = await refundBlock(tx, payment.user_id);
  if (block) throw new RefundsBlocked(block);
  if (amount_minor > refundable_minor) throw new NotRefundable({ refundable_minor, currency });
  requireWithinLimit(await refundLimit(tx, { actor, currency }), { amount_minor, currency });
}

/** The reason of an override that blocks refunds to this customer now. */
export async function refundBlock(db: Pick<Tx, 'query'>, user_id: string): Promise<string | undefined> {
  const [block] = await db.query<{ reason: string }>(
    `SELECT reason FROM overrides WHERE user_id = $1 AND kind = 'block_refunds' AND ended_at IS NULL
       AND starts_at <= app.now() AND (ends_at IS NULL OR ends_at > app.now()) LIMIT 1`,
    [user_id],
  );
  return block?.reason;
}

async function writeDown(
  tx: Tx,
  {
    request,
    payment,
    idempotency_key,
  }: { request: RefundRequest; payment: LockedPayment; idempotency_key: string },
): Promise<KnownRefund> {
  const { actor, amount_minor, policy, reason, ticket = null, notify } = request;
  const { refund_id } = await tx.one<{ refund_id: string }>('SELECT uuidv7() AS refund_id');
  const parameters: CreateRefund = { refund_id, charge: payment.stripe_charge_id, amount_minor, notify };
  const operation = await writeOperation(tx, {
    kind: 'refund.create',
    parameters,
    idempotency_key,
    user_id: payment.user_id,
    requested_by: actor.id,
  });
  if (!operation) throw new FormKeyReused();
  return tx.one<KnownRefund>(
    `INSERT INTO refunds (id, payment_id, operation_id, currency, amount_minor, status, policy, reason, ticket, requested_by)
     VALUES ($1, $2, $3, $4, $5, 'requested', $6, $7, $8, $9)
     RETURNING id, payment_id, operation_id, amount_minor, currency, status, policy`,
    [refund_id, payment.id, operation.id, payment.currency, amount_minor, policy, reason, ticket, actor.id],
  );
}

async function tellAudit(
  tx: Tx,
  {
    request,
    payment,
    known,
    before,
  }: { request: RefundRequest; payment: LockedPayment; known: KnownRefund; before: Balance },
): Promise<void> {
  const after = await balance(tx, payment.user_id);
  const { actor, amount_minor, policy, reason, ticket } = request;
  const { taken, debt } = await tx.one<{ taken: number; debt: number }>(
    'SELECT taken, debt FROM returns WHERE refund_id = $1',
    [known.id],
  );
  await audit(tx, {
    actor,
    action: 'refund.request',
    subject: { type: 'payment', id: payment.id },
    customer_id: payment.user_id,
    before: { available: toCredits(before.available), refundable_minor: payment.refundable_minor },
    after: {
      available: toCredits(after.available),
      refund_id: known.id,
      amount_minor,
      currency: payment.currency,
      refundable_minor: payment.refundable_minor - amount_minor,
      policy,
      credits_taken: toCredits(taken),
      debt: toCredits(debt),
    },
    reason,
    ticket: ticket ?? null,
  });
}
