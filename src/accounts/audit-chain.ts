import { createHash } from 'node:crypto';
import type { Db, Queryable, Tx } from '../platform/db.js';

const BATCH = 1000;
const FIRST_PREVIOUS = Buffer.alloc(32);

/** Everything that an entry says, as one text that PostgreSQL writes the same way every time. */
const CANONICAL = `jsonb_build_array(
  e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.actor_id, e.actor_role, e.action,
  e.subject_type, e.subject_id, e.customer_id, e.before, e.after, e.reason, e.ticket, host(e.address))::text`;

/**
 * Appends every entry that is not sealed yet to the hash chain, in order. Runs alone: a second sealer waits.
 * Answers how many entries it sealed.
 */
export async function sealAudit(db: Db): Promise<number> {
  let sealed = 0;
  for (let count = BATCH; count === BATCH; sealed += count) count = await db.transaction(sealBatch);
  return sealed;
}

async function sealBatch(tx: Tx): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('audit_seals'))`);
  const last = await tx.maybeOne<{ no: number; hash: Buffer }>(
    'SELECT no, hash FROM audit_seals ORDER BY no DESC LIMIT 1',
  );
  const entries = await tx.query<{ id: string; canonical: string }>(
    `SELECT e.id, ${CANONICAL} AS canonical FROM audit_entries e
     WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = e.id) ORDER BY e.at, e.id LIMIT $1`,
    [BATCH],
  );
  let previous = last?.hash ?? FIRST_PREVIOUS;
  const seals = entries.map(({ id, canonical }, index) => {
    const hash = chain(previous, canonical);
    const seal = { no: (last?.no ?? 0) + index + 1, entry_id: id, previous, hash };
    previous = hash;
    return seal;
  });
  await tx.query(
    `INSERT INTO audit_seals (no, entry_id, previous_hash, hash)
     SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[])`,
    [
      seals.map((s) => s.no),
      seals.map((s) => s.entry_id),
      seals.map((s) => s.previous),
      seals.map((s) => s.hash),
    ],
  );
  return seals.length;
}

export type AuditVerdict = {
  /** Seals that hold, from the first on. */
  sealed: number;
  /** Entries written but not sealed yet. */
  unsealed: number;
  /** The first seal that does not hold; null when all do. */
  fault: { no: number; entry_id: string; what: 'missing_seal' | 'broken_chain' | 'changed_entry' } | null;
};

/** Recomputes the whole chain from the entries as they are now. */
export async function verifyAuditChain(db: Queryable): Promise<AuditVerdict> {
  let sealed = 0;
  let previous: Buffer = FIRST_PREVIOUS;
  for (;;) {
    const seals = await db.query<Seal>(
      `SELECT s.no, s.entry_id, s.previous_hash, s.hash, ${CANONICAL} AS canonical
       FROM audit_seals s JOIN audit_entries e ON e.id = s.entry_id WHERE s.no > $1 ORDER BY s.no LIMIT $2`,
      [sealed, BATCH],
    );
    for (const seal of seals) {
      const what = faultOf(seal, sealed + 1, previous);
      if (what)
        return {
          sealed,
          unsealed: await countUnsealed(db),
          fault: { no: seal.no, entry_id: seal.entry_id, what },
        };
      sealed = seal.no;
      previous = seal.hash;
    }
    if (seals.length < BATCH) return { sealed, unsealed: await countUnsealed(db), fault: null };
  }
}

type Seal = { no: number; entry_id: string; previous_hash: Buffer; hash: Buffer; canonical: string };

function faultOf(
  seal: Seal,
  no: number,
  previous: Buffer,
): NonNullable<AuditVerdict['fault']>['what'] | undefined {
  if (seal.no !== no) return 'missing_seal';
  if (!seal.previous_hash.equals(previous)) return 'broken_chain';
  return chain(previous, seal.canonical).equals(seal.hash) ? undefined : 'changed_entry';
}

function chain(previous: Buffer, canonical: string): Buffer {
  return createHash('sha256').update(previous).update(canonical).digest();
}

async function countUnsealed(db: Queryable): Promise<number> {
  const { count } = await db.one<{ count: number }>(
    `SELECT count(*) FROM audit_entries e WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = e.id)`,
  );
  return count;
}
