import type { Tx } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import type { BillingDeps } from './deps.js';
import { StripeRefused, StripeUnavailable } from './errors.js';
import type { CreateCustomer } from './operations/create-customer.js';
import { patiently } from './patience.js';
import { type Operation, writeOperation } from './stripe/operations.js';
import { type Finished, OperationBusy, OperationUnfinished, runOperation } from './stripe/run-operation.js';

const JOIN_POLL_MS = 100;
const JOIN_MAX_MS = 10_000;

/**
 * The user's customer in Stripe, made on first need: one per user, however many ask at once.
 *
 * @throws StripeUnavailable, StripeRefused, NotFound (no such open account)
 */
export async function ensureCustomer(deps: BillingDeps, user_id: string): Promise<string> {
  const known = await deps.db.transaction((tx) => customerOrOperation(tx, user_id));
  if (typeof known === 'string') return known;
  const { operation } = await runNow(deps, known.id);
  return operation.stripe_id ?? '';
}

/**
 * Makes an operation's call within the request that wrote it down. Where an answer is lost it is run again at
 * once, as the worker would later: whoever waits should hardly ever hear of a fault that passes by itself.
 *
 * @throws StripeUnavailable when the outcome has to be left to the worker; StripeRefused
 */
export async function runNow(deps: BillingDeps, operation_id: string): Promise<Finished> {
  try {
    const finished = await patiently(() => runOrJoin(deps, operation_id), mayPass);
    if (finished.operation.status === 'succeeded') return finished;
    throw new StripeRefused(`The payment provider refused: ${finished.operation.error_message}`);
  } catch (error) {
    if (error instanceof OperationUnfinished) throw new StripeUnavailable();
    throw error;
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof OperationUnfinished && !(error instanceof OperationBusy);
}

/** A double click sends the same form twice: the second request waits for the call that the first one makes. */
async function runOrJoin(deps: BillingDeps, operation_id: string): Promise<Finished> {
  for (let waited_ms = 0; ; waited_ms += JOIN_POLL_MS) {
    try {
      return await runOperation(deps, operation_id);
    } catch (error) {
      if (!(error instanceof OperationBusy) || waited_ms >= JOIN_MAX_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, JOIN_POLL_MS));
    }
  }
}

/** The lock on the user lets only one operation be open; a deleted customer is followed by the next number's. */
async function customerOrOperation(tx: Tx, user_id: string): Promise<string | Operation> {
  const user = await tx.maybeOne<CreateCustomer & { stripe_customer_id: string | null }>(
    `SELECT id AS user_id, email, name, stripe_customer_id FROM users WHERE id = $1 AND status = 'active' FOR NO KEY UPDATE`,
    [user_id],
  );
  if (!user) throw new NotFound('There is no such customer.');
  const { stripe_customer_id, ...parameters } = user;
  if (stripe_customer_id) return stripe_customer_id;
  const open = await tx.maybeOne<Operation>(
    `SELECT id FROM stripe_operations WHERE user_id = $1 AND kind = 'customer.create' AND finished_at IS NULL`,
    [user_id],
  );
  if (open) return open;
  const { finished } = await tx.one<{ finished: number }>(
    `SELECT count(*) AS finished FROM stripe_operations WHERE user_id = $1 AND kind = 'customer.create'`,
    [user_id],
  );
  const idempotency_key = `customer.create:${user_id}:${finished}`;
  const written = await writeOperation(tx, {
    kind: 'customer.create',
    parameters,
    idempotency_key,
    user_id,
    inline: true,
  });
  if (!written) throw new Error(`${idempotency_key} is taken by another user's operation`);
  return written;
}
