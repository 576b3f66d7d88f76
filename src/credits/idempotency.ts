import { hash } from 'node:crypto';
import type { Tx } from '../platform/db.js';
import { IdempotencyKeyReused } from './errors.js';

export interface KeyedRequest {
  wallet_id: string;
  /** Whose keys these are: a key means something only to its owner. */
  key_owner: string;
  key: string;
  operation:
    | 'reversal'
    | 'adjustment'
    | 'adjustment_undo'
    | 'hold'
    | 'capture'
    | 'release'
    | 'conversion'
    | 'debt_write_off';
  /** What the key is bound to. */
  body: Readonly<Record<string, unknown>>;
}

/**
 * Answers what the same key and body were answered before, or does the work and stores its answer, which must be
 * plain JSON. The caller holds the wallet's lock; a refusal is not stored. @throws IdempotencyKeyReused
 */
export async function replayOr<Answer extends object>(
  tx: Tx,
  { wallet_id, key_owner, key, operation, body }: KeyedRequest,
  work: () => Promise<Answer>,
): Promise<{ replayed: boolean; answer: Answer }> {
  const body_hash = hashOf(body);
  const earlier = await tx.maybeOne<{ body_hash: Buffer; answer: Answer }>(
    `SELECT body_hash, answer FROM idempotency_keys
     WHERE wallet_id = $1 AND key_owner = $2 AND operation = $3 AND key = $4`,
    [wallet_id, key_owner, operation, key],
  );
  if (earlier) {
    if (!earlier.body_hash.equals(body_hash)) throw new IdempotencyKeyReused();
    return { replayed: true, answer: earlier.answer };
  }
  const answer = await work();
  await tx.query(
    `INSERT INTO idempotency_keys (wallet_id, key_owner, operation, key, body_hash, answer)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [wallet_id, key_owner, operation, key, body_hash, answer],
  );
  return { replayed: false, answer };
}

/** SHA-256 of a request's meaning: the order and absence of members do not count. */
export function hashOf(body: Readonly<Record<string, unknown>>): Buffer {
  return hash('sha256', JSON.stringify(sorted(body)), 'buffer');
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
