import { randomUUID } from 'node:crypto';
import type { Queryable, Tx } from '../../platform/db.js';

/** The kinds of Stripe object that are mirrored, by Stripe's own name. */
export type ObjectType =
  | 'customer'
  | 'product'
  | 'price'
  | 'checkout.session'
  | 'payment_method'
  | 'setup_intent'
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'subscription'
  | 'subscription_schedule'
  | 'invoice'
  | 'invoice_payment'
  | 'credit_note'
  | 'dispute';

export interface ObjectRef {
  type: ObjectType;
  id: string;
}

/** One reader's right to an object. `wanted` is what it will have read once it is through. */
export interface Lease {
  ref: ObjectRef;
  owner: string;
  wanted: number;
}

/** Another reader took the object over, because this one was too slow. */
export class LeaseLost extends Error {
  constructor({ id }: ObjectRef) {
    super(`another reader took ${id} over`);
  }
}

/** Longer than a read with its repetitions can take. */
const LEASE_SECONDS = 60;

/** A new object's first reader is on its way for this long. */
const FIRST_READ_SECONDS = 5;

/** Says that an object has changed or may have: the next read has to begin after this. Answers the number of this wish. */
export async function want(db: Queryable, { type, id }: ObjectRef): Promise<number> {
  const { wanted } = await db.one<{ wanted: number }>(
    `INSERT INTO stripe_objects (id, type) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET wanted = stripe_objects.wanted + 1 RETURNING wanted`,
    [id, type],
  );
  return wanted;
}

/** Makes an object known as one to be read. Once it is known, this is no reason to read it again. */
export async function meet(db: Queryable, { type, id }: ObjectRef): Promise<void> {
  await db.query('INSERT INTO stripe_objects (id, type) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
    id,
    type,
  ]);
}

/** Takes the lease of an object that was not read since it was last wanted; undefined while another holds it, or when it is clean. */
export async function takeLease(db: Queryable, ref: ObjectRef): Promise<Lease | undefined> {
  const owner = randomUUID();
  const row = await db.maybeOne<{ wanted: number }>(
    `UPDATE stripe_objects SET lease_owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
     WHERE id = $1 AND read < wanted AND (lease_until IS NULL OR lease_until < clock_timestamp())
     RETURNING wanted`,
    [ref.id, owner, LEASE_SECONDS],
  );
  return row && { ref, owner, wanted: row.wanted };
}

/**
 * Gives the lease back when nothing was wanted meanwhile. Otherwise keeps it and answers it renewed, for another
 * read: raising `wanted` and giving back are changes of one row, so no wish falls between them.
 */
export async function releaseLease(db: Queryable, lease: Lease): Promise<Lease | undefined> {
  const row = await db.maybeOne<{ wanted: number; clean: boolean }>(
    `UPDATE stripe_objects
     SET lease_owner = CASE WHEN read < wanted THEN lease_owner END,
         lease_until = CASE WHEN read < wanted THEN clock_timestamp() + make_interval(secs => $3) END
     WHERE id = $1 AND lease_owner = $2
     RETURNING wanted, read = wanted AS clean`,
    [lease.ref.id, lease.owner, LEASE_SECONDS],
  );
  return row && !row.clean ? { ...lease, wanted: row.wanted } : undefined;
}

/**
 * Gives the lease up after a failure. The object stays wanted, and the lease counts as run out: an event may have
 * left the object to this reader, so `abandonedObjects` has to find it.
 */
export async function abandonLease(db: Queryable, lease: Lease): Promise<void> {
  await db.query(
    `UPDATE stripe_objects SET lease_owner = NULL, lease_until = clock_timestamp()
     WHERE id = $1 AND lease_owner = $2`,
    [lease.ref.id, lease.owner],
  );
}

/** What Stripe answered. A deleted object keeps its last known data. */
export type FreshRead = { data: object; deleted: false } | { data: null; deleted: true };

/** Stores a fresh read. Throws LeaseLost rather than overwrite what a later reader stored. */
export async function saveRead(
  db: Queryable,
  { ref, owner }: Lease,
  { data, deleted }: FreshRead,
): Promise<void> {
  const saved = await db.maybeOne(
    `UPDATE stripe_objects
     SET data = coalesce($3, data), deleted = $4, customer = coalesce($5, customer), read_at = app.now()
     WHERE id = $1 AND lease_owner = $2 RETURNING id`,
    [ref.id, owner, data && JSON.stringify(data), deleted, customerOf(data)],
  );
  if (!saved) throw new LeaseLost(ref);
}

/** Marks what the lease's holder read as projected, in the transaction of the projection. Throws LeaseLost. */
export async function markProjected(tx: Tx, { ref, owner, wanted }: Lease): Promise<void> {
  const marked = await tx.maybeOne(
    'UPDATE stripe_objects SET read = $3, projected_at = app.now() WHERE id = $1 AND lease_owner = $2 RETURNING id',
    [ref.id, owner, wanted],
  );
  if (!marked) throw new LeaseLost(ref);
}

/** The last fresh read of an object, or undefined when there was none. */
export async function mirrored<T>(db: Queryable, id: string): Promise<T | undefined> {
  const row = await db.maybeOne<{ data: T | null }>('SELECT data FROM stripe_objects WHERE id = $1', [id]);
  return row?.data ?? undefined;
}

/** The first of these objects that was never read and projected. */
export async function firstUnknown(
  db: Queryable,
  refs: readonly ObjectRef[],
): Promise<ObjectRef | undefined> {
  if (refs.length === 0) return undefined;
  const known = await db.query<{ id: string }>(
    'SELECT id FROM stripe_objects WHERE id = ANY($1) AND projected_at IS NOT NULL',
    [refs.map(({ id }) => id)],
  );
  return refs.find((ref) => !known.some(({ id }) => id === ref.id));
}

/** Whether an object was read since `wish`, the answer of `want`. Others may want it anew all the time. */
export async function isReadSince(db: Queryable, { id }: ObjectRef, wish: number): Promise<boolean> {
  const { known } = await db.one<{ known: boolean }>(
    'SELECT read >= $2 AS known FROM stripe_objects WHERE id = $1',
    [id, wish],
  );
  return known;
}

/**
 * Objects that are wanted and that nobody is going to read: their reader failed or died, or died before it came to
 * them. Work that waits for its next try will read its object itself; work that was given up leaves it alone until
 * somebody could read it after all. `wanted` tells one such end from the next.
 */
export async function abandonedObjects(
  db: Queryable,
  limit: number,
): Promise<(ObjectRef & { wanted: number })[]> {
  return db.query(
    `SELECT type, id, wanted FROM stripe_objects m
     WHERE read < wanted
       AND (lease_until < clock_timestamp()
            OR lease_until IS NULL AND created_at < app.now() - make_interval(secs => $2))
       AND NOT EXISTS (
         SELECT FROM outbox o
         WHERE o.queue = 'stripe-objects' AND o.payload ->> 'id' = m.id AND o.done_at IS NULL
           AND (o.dead_at IS NULL OR o.dead_at >= coalesce(m.projected_at, '-infinity')))
       AND NOT EXISTS (
         SELECT FROM stripe_events e WHERE e.object_id = m.id AND e.state IN ('received', 'failed'))
     ORDER BY created_at LIMIT $1`,
    [limit, FIRST_READ_SECONDS],
  );
}

function customerOf(data: object | null): string | null {
  const customer = data && 'customer' in data ? data.customer : null;
  if (typeof customer === 'string') return customer;
  return customer && typeof customer === 'object' && 'id' in customer ? String(customer.id) : null;
}
