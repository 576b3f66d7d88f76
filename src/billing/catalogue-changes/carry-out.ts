import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Actor, audit } from '../../accounts/index.js';
import type { Tx } from '../../platform/db.js';
import { runNow } from '../customers.js';
import type { BillingDeps } from '../deps.js';
import { StripeRefused, StripeUnavailable } from '../errors.js';
import { OPERATION_KINDS } from '../operations/index.js';
import { type Operation, operationByKey, writeOperation } from '../stripe/operations.js';
import { isLeftToQueue, type ReadDeps, refresh } from '../stripe/refresh.js';
import { CatalogueBusy, CatalogueChangePartlyMade } from './errors.js';

/** Who changes the catalogue, and why. `key` is the form's: sent again with the same contents it is the same change. */
export interface Why {
  actor: Actor;
  reason: string;
  ticket?: string | undefined;
  key: string;
}

/** `done`: Stripe has it and so have we. `written_down`: Stripe does not answer now, and gets it as soon as it does. */
export type Outcome = 'done' | 'written_down';

export interface WrittenChange {
  kind: 'product.create' | 'product.update' | 'price.create' | 'price.update';
  parameters: object;
  why: Why;
  /** What the audit log says about it. */
  told: {
    action: string;
    subject: { type: 'product' | 'price'; id: string | null };
    before?: object;
    after: object;
  };
}

type Asked = Omit<WrittenChange, 'told'>;

/** What a form's key stands for: the operation that asked for the same, or else the key of one that is yet to be written. */
interface Form {
  earlier?: Operation;
  idempotency_key: string;
}

/**
 * Looks up what was sent with a form's key. What was refused may be corrected, and sent again with it. Undefined where
 * other contents have it, which are made or may be.
 */
export async function lookUpForm(tx: Tx, asked: Asked): Promise<Form | undefined> {
  for (let refusals = 0; ; refusals += 1) {
    const idempotency_key = keyOf(asked, refusals);
    const earlier = await operationByKey(tx, idempotency_key);
    if (!earlier) return { idempotency_key };
    if (isSame(earlier, asked)) return { earlier, idempotency_key };
    if (earlier.status !== 'failed') return undefined;
  }
}

/** Its key at Stripe too: no two of a form's operations have one between them. */
function keyOf({ why: { actor, key } }: Asked, refusals: number): string {
  const form = [actor.id, key, refusals].join(':');
  return `catalogue:${createHash('sha256').update(form).digest('hex')}`;
}

function isSame(earlier: Operation, { kind, parameters }: Asked): boolean {
  const stored: unknown = JSON.parse(JSON.stringify(parameters));
  return earlier.kind === kind && isDeepStrictEqual(earlier.parameters, stored);
}

/** Writes the operation and its audit entry down, once. Answers the operation's id. */
export async function writeChange(
  tx: Tx,
  change: WrittenChange & Pick<Form, 'idempotency_key'>,
): Promise<string> {
  const { kind, parameters, why, told, idempotency_key } = change;
  const { actor, reason, ticket = null } = why;
  const given = { kind, parameters, idempotency_key, user_id: null, requested_by: actor.id, inline: true };
  const written = await writeOperation(tx, given);
  if (written) await audit(tx, { actor, ...told, reason, ticket });
  return (written ?? (await operationByKey(tx, idempotency_key)))?.id ?? '';
}

/**
 * Locks a product for a change of it or of its prices. One at a time: an older one that is only now repeated must
 * not undo what was chosen after it.
 *
 * @throws CatalogueBusy
 */
export async function lockIdle(tx: Tx, product_stripe_id: string): Promise<void> {
  await tx.query('SELECT FROM products WHERE stripe_id = $1 FOR NO KEY UPDATE', [product_stripe_id]);
  const [open] = await tx.query(
    `SELECT FROM stripe_operations WHERE finished_at IS NULL AND parameters ->> 'product' = $1 LIMIT 1`,
    [product_stripe_id],
  );
  if (open) throw new CatalogueBusy();
}

/**
 * Makes a written change at Stripe, and what follows from it there, and reads what came of it.
 * @throws StripeRefused, CatalogueChangePartlyMade
 */
export async function carryOut(deps: BillingDeps, operation_id: string): Promise<Outcome> {
  try {
    const { operation } = await runNow(deps, operation_id);
    const { object: type } = OPERATION_KINDS[operation.kind as WrittenChange['kind']];
    await readNow(deps, { type, id: operation.stripe_id ?? '' });
    const next = await operationByKey(deps.db, `${operation.idempotency_key}:next`);
    return next ? await carryOutNext(deps, { made: operation, next: next.id }) : 'done';
  } catch (error) {
    if (error instanceof StripeUnavailable) return 'written_down';
    throw error;
  }
}

async function carryOutNext(
  deps: BillingDeps,
  { made, next }: { made: Operation; next: string },
): Promise<Outcome> {
  try {
    return await carryOut(deps, next);
  } catch (error) {
    if (!(error instanceof StripeRefused)) throw error;
    const what = MADE[made.kind] ?? 'A part of it is made.';
    throw new CatalogueChangePartlyMade(`${what} ${error.message}`, await productOf(deps, made));
  }
}

/** What is there when only what follows it was refused. */
const MADE: Readonly<Record<string, string>> = {
  'product.create':
    'The product is made, but not its price: nobody can buy it. Open it to add a price, or archive it.',
  'price.create':
    'The new price is on sale, but the one that it replaces is too, since it could not be archived. Archive that one.',
};

/** Our id of the product that a price is of, or of the new one itself; none where we have not read it yet. */
async function productOf(
  { db }: BillingDeps,
  { parameters, stripe_id }: Operation,
): Promise<{ product_id?: string }> {
  const product = (parameters as { product?: string }).product ?? stripe_id;
  const row = await db.maybeOne<{ id: string }>('SELECT id FROM products WHERE stripe_id = $1', [product]);
  return row ? { product_id: row.id } : {};
}

/** So that the operator sees it at once; the worker reads it anyway. */
async function readNow(deps: ReadDeps, ref: Parameters<typeof refresh>[1]): Promise<void> {
  try {
    await refresh(deps, ref);
  } catch (error) {
    if (!isLeftToQueue(error)) throw error;
  }
}
