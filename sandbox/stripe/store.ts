import type pg from 'pg';
import type { Call } from './call.js';
import { noSuch } from './errors.js';
import type { ObjectType, ObjectTypes, StripeObject } from './objects/types.js';

/** What Stripe knows of an object and never shows, such as a card's number. */
export type Hidden = Record<string, unknown>;

export interface NewObject {
  /** A whole object as its builder makes it. Invoice items say `date`, and discounts `start`. */
  doc: { id: string; object: string } & ({ created: number } | { date: number } | { start: number });
  hidden?: Hidden;
}

const NOUNS: Partial<Record<ObjectType, string>> = {
  payment_method: 'PaymentMethod',
  setup_intent: 'setupintent',
  'checkout.session': 'checkout.session',
};

/** Reads an object. Throws `resource_missing`; `param` names the parameter that the id came in. */
export function load<T extends ObjectType>(
  call: Call,
  type: T,
  id: string,
  param?: string,
): Promise<ObjectTypes[T]> {
  return read(call, type, id, param, '');
}

/** Reads an object that this call will change, and keeps others from changing it until then. */
export function lock<T extends ObjectType>(
  call: Call,
  type: T,
  id: string,
  param?: string,
): Promise<ObjectTypes[T]> {
  return read(call, type, id, param, 'for update');
}

async function read<T extends ObjectType>(
  call: Call,
  type: T,
  id: string,
  param: string | undefined,
  suffix: string,
) {
  const sql = `select doc from objects where id = $1 and type = $2 and not deleted ${suffix}`;
  const { rows } = await call.tx.query<{ doc: ObjectTypes[T] }>(sql, [id, type]);
  if (!rows[0]) throw noSuch(NOUNS[type] ?? type, id, param);
  return rows[0].doc;
}

/** Reads what an object hides. */
export async function hiddenOf(call: Call, id: string): Promise<Hidden> {
  const { rows } = await call.tx.query<{ hidden: Hidden }>('select hidden from objects where id = $1', [id]);
  return rows[0]?.hidden ?? {};
}

export async function insert<D extends StripeObject>(call: Call, doc: D, hidden: Hidden = {}): Promise<D> {
  await writeObjects(call.tx, [{ doc, hidden }]);
  return doc;
}

export async function save<D extends StripeObject>(call: Call, doc: D): Promise<D> {
  await call.tx.query('update objects set doc = $2 where id = $1', [doc.id, JSON.stringify(doc)]);
  return doc;
}

export async function saveHidden(call: Call, id: string, hidden: Hidden): Promise<void> {
  await call.tx.query('update objects set hidden = hidden || $2 where id = $1', [id, JSON.stringify(hidden)]);
}

/** Leaves the stub that Stripe answers for a deleted object: `{ id, object, deleted: true }`. */
export async function remove(
  call: Call,
  doc: StripeObject,
): Promise<{ id: string; object: string; deleted: true }> {
  const stub = { id: doc.id, object: doc.object, deleted: true } as const;
  await call.tx.query('update objects set doc = $2, deleted = true where id = $1', [
    doc.id,
    JSON.stringify(stub),
  ]);
  return stub;
}

/**
 * Writes any number of new objects in one statement per thousand, with no events: for seeded history.
 * Objects of one second are listed newest last written first, so write them in the order they came to be.
 */
export async function writeObjects(db: pg.Pool | pg.ClientBase, objects: NewObject[]): Promise<void> {
  for (let start = 0; start < objects.length; start += 1000) {
    const batch = objects.slice(start, start + 1000);
    await db.query(
      `insert into objects (id, type, created, doc, hidden)
       select id, type, created, doc, hidden
       from unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[], $5::jsonb[])
         with ordinality as new (id, type, created, doc, hidden, position)
       order by position`,
      [
        batch.map(({ doc }) => doc.id),
        batch.map(({ doc }) => doc.object),
        batch.map(({ doc }) => ('created' in doc ? doc.created : 'date' in doc ? doc.date : doc.start)),
        batch.map(({ doc }) => JSON.stringify(doc)),
        batch.map(({ hidden }) => JSON.stringify(hidden ?? {})),
      ],
    );
  }
}
