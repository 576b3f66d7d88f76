import type Stripe from 'stripe';
import type { Queryable, Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import type { ObjectType } from './mirror.js';

export type OperationStatus = 'pending' | 'sent' | 'succeeded' | 'failed' | 'unknown';

/** One call that changes Stripe: written down first, then made, then confirmed. */
export interface Operation<P = unknown> {
  id: string;
  kind: string;
  parameters: P;
  /** Ours, for ever: at most one operation has it. */
  idempotency_key: string;
  /** How often Stripe was given another key for it. */
  key_renewals: number;
  status: OperationStatus;
  user_id: string | null;
  requested_by: string | null;
  stripe_id: string | null;
  error_code: string | null;
  error_message: string | null;
  attempts: number;
  first_sent_at: Date | null;
  /** The calls that its runs set out to make, in order, where it takes several. Of the last one nothing more is known. */
  steps: object[];
}

/** Writes down that a call is about to be made, for whoever takes the operation up if this run dies. */
export type NoteStep = (step: object) => Promise<void>;

/** How one kind of operation is called, found again, and what follows from it here. */
export interface OperationKind<P> {
  /** Makes the call; `metadata.operation_id` of the new object has to be the operation's id. Notes each of several calls. */
  call(
    stripe: Stripe,
    operation: Operation<P>,
    options: Stripe.RequestOptions,
    note: NoteStep,
  ): Promise<{ id: string }>;
  /** Looks among the parent's objects for the one that carries the operation's id. */
  find(stripe: Stripe, operation: Operation<P>): Promise<{ id: string } | undefined>;
  /** What the call makes: it is read afresh after the call, so that our rows follow. */
  object: ObjectType;
  /** What follows here at once, before the object was read. */
  succeeded?(tx: Tx, operation: Operation<P>, stripe_id: string): Promise<void>;
  /** Undoes here what was done when the operation was written down: Stripe will never do it. */
  failed?(tx: Tx, operation: Operation<P>): Promise<void>;
}

export interface NewOperation {
  kind: string;
  parameters: object;
  /** Unique for ever: a second operation with it is not written. */
  idempotency_key: string;
  /** The customer whom it is about; null where it is about none. */
  user_id: string | null;
  requested_by?: string | null;
  /** Whoever writes it down makes the call himself right after; the worker only if he does not come to it. */
  inline?: boolean;
}

/** How long the worker leaves an operation to the request that makes the call itself. */
const INLINE_SECONDS = 20;

const COLUMNS =
  'id, kind, parameters, idempotency_key, key_renewals, status, user_id, requested_by, stripe_id, error_code, error_message, attempts, first_sent_at, steps';

/** Writes an operation down, in the transaction of our own change. Undefined when its key is taken already. */
export async function writeOperation<P = unknown>(
  tx: Tx,
  given: NewOperation,
): Promise<Operation<P> | undefined> {
  const { kind, parameters, idempotency_key, user_id, requested_by = null, inline = false } = given;
  const operation = await tx.maybeOne<Operation<P>>(
    `INSERT INTO stripe_operations (kind, parameters, idempotency_key, user_id, requested_by)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (idempotency_key) DO NOTHING RETURNING ${COLUMNS}`,
    [kind, parameters, idempotency_key, user_id, requested_by],
  );
  if (!operation) return undefined;
  const { run_at } = await tx.one<{ run_at: Date }>(
    'SELECT app.now() + make_interval(secs => $1) AS run_at',
    [inline ? INLINE_SECONDS : 0],
  );
  await enqueue(tx, {
    queue: 'stripe-operations',
    payload: { operation_id: operation.id },
    key: `operation:${operation.id}`,
    run_at,
  });
  return operation;
}

export async function operationById<P = unknown>(db: Queryable, id: string): Promise<Operation<P>> {
  return db.one<Operation<P>>(`SELECT ${COLUMNS} FROM stripe_operations WHERE id = $1`, [id]);
}

export async function operationByKey<P = unknown>(
  db: Queryable,
  idempotency_key: string,
): Promise<Operation<P> | undefined> {
  return db.maybeOne<Operation<P>>(`SELECT ${COLUMNS} FROM stripe_operations WHERE idempotency_key = $1`, [
    idempotency_key,
  ]);
}

/** Longer than a call can take: within it nobody else makes the same call. */
const CALL_SECONDS = 30;

/** Takes an unfinished operation for one call. Undefined while another makes it, or once it is finished. */
export async function takeOperation(db: Queryable, id: string): Promise<Operation | undefined> {
  return db.maybeOne<Operation>(
    `UPDATE stripe_operations
     SET status = 'sent', attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, app.now()),
         retry_at = clock_timestamp() + make_interval(secs => $2)
     WHERE id = $1 AND finished_at IS NULL AND (retry_at IS NULL OR retry_at <= clock_timestamp())
     RETURNING ${COLUMNS}`,
    [id, CALL_SECONDS],
  );
}

/**
 * One process's run of an operation. It may have been overtaken: whoever takes the operation after it counts one
 * attempt more, and from then on only what that one learns is written down.
 */
export type Run = Pick<Operation, 'id' | 'attempts'>;

/** Gives an operation back unfinished: `pending` when Stripe did nothing, `unknown` when it may have. */
export async function putBack(
  db: Queryable,
  { id, attempts }: Run,
  status: 'pending' | 'unknown',
  error: Error,
): Promise<void> {
  await db.query(
    `UPDATE stripe_operations SET status = $3, error_message = $4, retry_at = NULL
     WHERE id = $1 AND attempts = $2 AND finished_at IS NULL`,
    [id, attempts, status, error.message.slice(0, 500)],
  );
}

/**
 * Another key for Stripe, where the old one only repeats an error or may be forgotten. Undefined when the run was
 * overtaken: two keys in two hands would be two objects.
 */
export async function renewKey(db: Queryable, { id, attempts }: Run): Promise<Operation | undefined> {
  return db.maybeOne<Operation>(
    `UPDATE stripe_operations
     SET key_renewals = key_renewals + 1, first_sent_at = app.now(),
         retry_at = clock_timestamp() + make_interval(secs => $3)
     WHERE id = $1 AND attempts = $2 AND finished_at IS NULL
     RETURNING ${COLUMNS}`,
    [id, attempts, CALL_SECONDS],
  );
}

/** Notes a step, once, and takes the time of one call for it. False when the run was overtaken: it is to stop. */
export async function noteStep(db: Queryable, { id, attempts }: Run, step: object): Promise<boolean> {
  const row = await db.maybeOne(
    `UPDATE stripe_operations
     SET steps = CASE WHEN steps @> $3::jsonb THEN steps ELSE steps || $3::jsonb END,
         retry_at = clock_timestamp() + make_interval(secs => $4)
     WHERE id = $1 AND attempts = $2 AND finished_at IS NULL RETURNING id`,
    [id, attempts, JSON.stringify([step]), CALL_SECONDS],
  );
  return row !== undefined;
}

/** The key that Stripe is given. */
export function stripeKey({ idempotency_key, key_renewals }: Operation): string {
  return key_renewals === 0 ? idempotency_key : `${idempotency_key}~${key_renewals}`;
}

export async function markSucceeded(tx: Tx, id: string, stripe_id: string): Promise<boolean> {
  const row = await tx.maybeOne(
    `UPDATE stripe_operations
     SET status = 'succeeded', stripe_id = $2, error_code = NULL, error_message = NULL, finished_at = app.now()
     WHERE id = $1 AND finished_at IS NULL RETURNING id`,
    [id, stripe_id],
  );
  return row !== undefined;
}

/** False when it is finished already, or another run has it by now. */
export async function markFailed(
  tx: Tx,
  { id, attempts }: Run,
  error: Error & { code?: string },
): Promise<boolean> {
  const row = await tx.maybeOne(
    `UPDATE stripe_operations SET status = 'failed', error_code = $3, error_message = $4, finished_at = app.now()
     WHERE id = $1 AND attempts = $2 AND finished_at IS NULL RETURNING id`,
    [id, attempts, error.code ?? null, error.message.slice(0, 500)],
  );
  return row !== undefined;
}
