import type Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Db } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import { OPERATION_KINDS } from '../operations/index.js';
import type { ObjectRef } from './mirror.js';
import {
  markFailed,
  markSucceeded,
  noteStep,
  type Operation,
  type OperationKind,
  operationById,
  putBack,
  renewKey,
  stripeKey,
  takeOperation,
} from './operations.js';
import { outcomeOf } from './outcome.js';

/** The operation could not be finished now: the queue tries again. */
export class OperationUnfinished extends Error {
  constructor(id: string, why: string) {
    super(`operation ${id} is not finished: ${why}`);
  }
}

/** Another process is making the call right now. */
export class OperationBusy extends OperationUnfinished {
  constructor(id: string) {
    super(id, 'another process makes the call');
  }
}

/** A finished operation, and the object as Stripe answered it, where this run was the one that made or found it. */
export interface Finished {
  operation: Operation;
  object?: { id: string };
}

/** Stripe may forget a key after a day: well before that the object is looked for first. */
const KEY_HOURS = 23;

/**
 * Makes an operation's call, or finds out what became of it, and writes the outcome down. Any number of runs, in
 * any number of processes and at any distance, make at most one object in Stripe.
 *
 * @throws OperationUnfinished when Stripe did not answer, is too busy, or another process makes the call
 */
export async function runOperation(deps: { db: Db; stripe: Stripe }, id: string): Promise<Finished> {
  const { db } = deps;
  const operation = await takeOperation(db, id);
  if (!operation) return { operation: await finishedOrBusy(db, id) };
  crashPoint('operation.sent');
  const kind = kindOf(operation);
  try {
    const object = await makeOnce(deps, kind, operation);
    crashPoint('operation.called');
    await succeed(db, { kind, operation, stripe_id: object.id });
    crashPoint('operation.confirmed');
    return { operation: await operationById(db, id), object };
  } catch (error) {
    await settleFault(db, { kind, operation, error });
    return { operation: await operationById(db, id) };
  }
}

async function finishedOrBusy(db: Db, id: string): Promise<Operation> {
  const operation = await operationById(db, id);
  if (operation.status === 'succeeded' || operation.status === 'failed') return operation;
  throw new OperationBusy(id);
}

function kindOf({ kind }: Operation): OperationKind<unknown> {
  return OPERATION_KINDS[kind as keyof typeof OPERATION_KINDS] as OperationKind<unknown>;
}

/** The object that a finished operation made or changed. */
export function madeBy(operation: Operation): ObjectRef {
  return { type: kindOf(operation).object, id: operation.stripe_id ?? '' };
}

interface Deps {
  db: Db;
  stripe: Stripe;
}

/**
 * Within a day the same call with the same key. Later, or when the key only repeats an error, or when Stripe
 * refuses what an earlier attempt may have done already: the object is looked for, and made if it is not there.
 */
async function makeOnce(
  { db, stripe }: Deps,
  kind: OperationKind<unknown>,
  operation: Operation,
): Promise<{ id: string }> {
  if (!(await isYoung(db, operation))) return findOrMake();
  try {
    return await make(operation);
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === 'ask') return findOrMake();
    const found =
      outcome === 'refused' && operation.attempts > 1 ? await kind.find(stripe, operation) : undefined;
    if (found) return found;
    throw error;
  }

  function make(made: Operation): Promise<{ id: string }> {
    return kind.call(stripe, made, { idempotencyKey: stripeKey(made) }, async (step) => {
      if (!(await noteStep(db, made, step))) throw new OperationBusy(made.id);
    });
  }
  async function findOrMake(): Promise<{ id: string }> {
    const found = await kind.find(stripe, operation);
    if (found) return found;
    const renewed = await renewKey(db, operation);
    if (!renewed) throw new OperationBusy(operation.id);
    return make(renewed);
  }
}

async function isYoung(db: Db, { first_sent_at }: Operation): Promise<boolean> {
  const { young } = await db.one<{ young: boolean }>(
    'SELECT $1::timestamptz > app.now() - make_interval(hours => $2) AS young',
    [first_sent_at, KEY_HOURS],
  );
  return young;
}

/** The object is not read here: whatever that meets, the operation itself is through. */
async function succeed(
  db: Db,
  { kind, operation, stripe_id }: { kind: OperationKind<unknown>; operation: Operation; stripe_id: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await markSucceeded(tx, operation.id, stripe_id))) return;
    await kind.succeeded?.(tx, operation, stripe_id);
    await enqueue(tx, { queue: 'stripe-objects', payload: { type: kind.object, id: stripe_id } });
  });
}

async function settleFault(
  db: Db,
  { kind, operation, error }: { kind: OperationKind<unknown>; operation: Operation; error: unknown },
): Promise<void> {
  if (error instanceof OperationBusy) throw error;
  const fault = error instanceof Error ? error : new Error(String(error));
  const outcome = outcomeOf(fault);
  if (outcome === 'refused') {
    await db.transaction(async (tx) => {
      if (await markFailed(tx, operation, fault)) await kind.failed?.(tx, operation);
    });
    return;
  }
  await putBack(db, operation, outcome === 'not_done' ? 'pending' : 'unknown', fault);
  throw new OperationUnfinished(operation.id, fault.message);
}
