import { setTimeout } from 'node:timers/promises';
import Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Db, Tx } from '../../platform/db.js';
import { PROJECTIONS } from '../project/index.js';
import type { Projection } from '../project/projection.js';
import {
  abandonLease,
  type FreshRead,
  firstUnknown,
  isReadSince,
  type Lease,
  LeaseLost,
  markProjected,
  meet,
  type ObjectRef,
  releaseLease,
  saveRead,
  takeLease,
  want,
} from './mirror.js';

export interface ReadDeps {
  db: Db;
  stripe: Stripe;
}

/** An object that has to be known first is being read by someone else, and for long: the work is to be tried again. */
export class ObjectBusy extends Error {
  constructor({ id }: ObjectRef) {
    super(`${id} is being read`);
  }
}

/** More rounds than any object has parents: a guard against an endless search. */
const NEEDS_MAX = 10;

/**
 * The objects of one payment are told of at once, so that readers meet at their parents all the time. A look each 50 ms
 * costs less than a failed try and its pause. Whoever reads waits for parents only: no two wait for each other.
 */
const LOOK_MS = 50;
const LOOKS_MAX = 100;

/**
 * Reads an object from Stripe and makes our rows agree with it. While another reader has it, only marks it as
 * wanted: that reader will read it once more. Every way in ends here: events, our own operations, the catalogue,
 * the success page, reconciliation.
 */
export async function refresh(deps: ReadDeps, ref: ObjectRef): Promise<void> {
  await want(deps.db, ref);
  await settle(deps, ref);
}

/**
 * Lets our rows follow what was just done at Stripe, before the answer is shown: reads the object, or waits a while for
 * who is reading it. Whoever else is at it and Stripe's faults are left to the queue, where the same read waits.
 * Answers whether it was read.
 */
export async function followNow(deps: ReadDeps, ref: ObjectRef): Promise<boolean> {
  const wish = await want(deps.db, ref);
  try {
    await settle(deps, ref);
  } catch (error) {
    if (!isLeftToQueue(error)) throw error;
    return isReadSince(deps.db, ref, wish);
  }
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    if (await isReadSince(deps.db, ref, wish)) return true;
    await setTimeout(LOOK_MS);
  }
  return false;
}

/** Faults of a read that pass by themselves. Any other is a defect, which is to be seen. */
export function isLeftToQueue(error: unknown): boolean {
  return (
    error instanceof ObjectBusy || error instanceof LeaseLost || error instanceof Stripe.errors.StripeError
  );
}

/** Reads an object that is wanted until it is clean, then the objects that are behind it. */
async function settle(deps: ReadDeps, ref: ObjectRef): Promise<void> {
  const behind = new Map<string, ObjectRef>();
  let lease = await takeLease(deps.db, ref);
  while (lease) {
    for (const next of await readOnce(deps, lease)) behind.set(next.id, next);
    lease = await releaseLease(deps.db, lease);
  }
  for (const next of behind.values()) await settle(deps, next);
}

async function readOnce(deps: ReadDeps, lease: Lease): Promise<ObjectRef[]> {
  const projection = PROJECTIONS[lease.ref.type] as Projection<object>;
  try {
    const fresh = await readFresh(deps.stripe, projection, lease.ref.id);
    crashPoint('object.read');
    await saveRead(deps.db, lease, fresh);
    if (!fresh.deleted) await knowNeeds(deps, projection, fresh.data);
    const behind = await project(deps.db, projection, lease, fresh);
    crashPoint('object.projected');
    return behind;
  } catch (error) {
    await abandonLease(deps.db, lease);
    throw error;
  }
}

async function readFresh(stripe: Stripe, projection: Projection<object>, id: string): Promise<FreshRead> {
  try {
    const object = await projection.read(stripe, id);
    return 'deleted' in object && object.deleted === true
      ? { data: null, deleted: true }
      : { data: object, deleted: false };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') {
      return { data: null, deleted: true };
    }
    throw error;
  }
}

/**
 * Which parents an object has shows in those that are known already. One that another reader came to know between the two
 * questions may name more, so the answer counts only when it is the same twice.
 */
async function knowNeeds(deps: ReadDeps, projection: Projection<object>, object: object): Promise<void> {
  if (!projection.needs) return;
  let before = '';
  for (let round = 0; round < NEEDS_MAX; round += 1) {
    const needs = await projection.needs(deps, object);
    const unknown = await firstUnknown(deps.db, needs);
    const named = needs.map(({ id }) => id).join();
    if (!unknown && (named === before || named === '')) return;
    before = named;
    if (unknown) await know(deps, unknown);
  }
  throw new Error(`the parents of an object did not end after ${NEEDS_MAX} reads`);
}

/** Reads an object that was never projected, or waits for whoever reads it; takes over from one that failed. */
async function know(deps: ReadDeps, ref: ObjectRef): Promise<void> {
  await meet(deps.db, ref);
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    await settle(deps, ref);
    if (!(await firstUnknown(deps.db, [ref]))) return;
    await setTimeout(LOOK_MS);
  }
  throw new ObjectBusy(ref);
}

/**
 * Projects a read and says in the same transaction which objects are behind: a process that dies after the commit
 * leaves them wanted.
 */
async function project(
  db: Db,
  projection: Projection<object>,
  lease: Lease,
  fresh: FreshRead,
): Promise<ObjectRef[]> {
  return db.transaction(async (tx) => {
    const behind = await projectRead(tx, projection, lease, fresh);
    // After every other lock and in one order, so that the projections of objects that name each other do not deadlock.
    for (const ref of inOrder([lease.ref, ...behind])) {
      if (ref.id === lease.ref.id) await markProjected(tx, lease);
      else await want(tx, ref);
    }
    return behind;
  });
}

async function projectRead(
  tx: Tx,
  projection: Projection<object>,
  { ref }: Lease,
  fresh: FreshRead,
): Promise<ObjectRef[]> {
  if (!fresh.deleted) return projection.project(tx, fresh.data);
  await projection.removed?.(tx, ref.id);
  return [];
}

/** Each object once, by id. */
function inOrder(refs: readonly ObjectRef[]): ObjectRef[] {
  const byId = new Map(refs.map((ref) => [ref.id, ref]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
