import { createHash, randomBytes } from 'node:crypto';
import { now } from '../platform/clock.js';
import type { Queryable, Tx } from '../platform/db.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { lineFault } from '../platform/line.js';
import { ApiKeyMade } from './errors.js';

export const API_SCOPES = [
  'customers:read',
  'balance:read',
  'usage:read',
  'spend',
  'reverse',
  'hold',
] as const;

export type ApiScope = (typeof API_SCOPES)[number];

/** A customer's own key never reverses: only the company says that a run failed. */
export const CUSTOMER_SCOPES: readonly ApiScope[] = API_SCOPES.filter((scope) => scope !== 'reverse');

/** Requests in a minute, where a key has no limit of its own. The company's services spend thousands of times a second. */
export const RATE_LIMITS_PER_MINUTE: Readonly<Record<'company' | 'customer', number>> = {
  company: 600_000,
  customer: 600,
};

const RATE_LIMIT_MAX = 2 ** 31 - 1;
const PREFIX_LENGTH = 12;
const NAME_MAX = 100;

export type NewApiKey = {
  /** Its id, where a form sent twice must not make two. */
  id?: string;
  owner: 'company' | 'customer';
  /** Whose wallet; with `owner: 'customer'` only. */
  user_id?: string;
  name: string;
  scopes: readonly ApiScope[];
  expires_at?: Date;
  /** Absent: that of its owner's kind. */
  rate_limit_per_minute?: number;
  /** Id of who makes it. */
  created_by?: string;
};

/** Makes a key of 256 random bits. The answer is the only place where it stands in clear. @throws InvalidInput, ApiKeyMade */
export async function createApiKey(tx: Tx, wanted: NewApiKey): Promise<{ id: string; key: string }> {
  const { owner, user_id, name, scopes, expires_at, rate_limit_per_minute, created_by } = wanted;
  requireUsable(wanted, await now(tx));
  const key = `qsk_${randomBytes(32).toString('base64url')}`;
  const made = await tx.maybeOne<{ id: string }>(
    `INSERT INTO api_keys (id, owner, user_id, name, prefix, hash, scopes, expires_at, rate_limit_per_minute, created_by)
     VALUES (coalesce($1, uuidv7()), $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      wanted.id ?? null,
      owner,
      user_id ?? null,
      name,
      key.slice(0, PREFIX_LENGTH),
      hashOfKey(key),
      [...new Set(scopes)],
      expires_at ?? null,
      rate_limit_per_minute ?? null,
      created_by ?? null,
    ],
  );
  if (!made) throw new ApiKeyMade();
  return { id: made.id, key };
}

function requireUsable(wanted: NewApiKey, at: Date): void {
  const { owner, name, scopes, expires_at, rate_limit_per_minute: limit } = wanted;
  const faults: Record<string, string> = {};
  const allowed = owner === 'company' ? API_SCOPES : CUSTOMER_SCOPES;
  if (name.trim() === '' || name.length > NAME_MAX)
    faults.name = `Give the key a name of at most ${NAME_MAX} characters.`;
  const unreadable = lineFault(name);
  if (unreadable) faults.name ??= unreadable;
  if (scopes.length === 0) faults.scopes = 'Choose at least one thing that the key may do.';
  if (!scopes.every((scope) => allowed.includes(scope)))
    faults.scopes = 'A key of this kind cannot do all of that.';
  if (expires_at && expires_at <= at) faults.expires_at = 'Choose a day in the future.';
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= RATE_LIMIT_MAX))
    faults.rate_limit_per_minute = 'Give a whole number of requests, at least 1.';
  if (Object.keys(faults).length > 0) throw new InvalidInput(faults);
}

export type ApiKeyRow = {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiScope[];
  status: 'active' | 'expired' | 'revoked';
  expires_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
};

/** A customer's own keys, or with `user_id: null` the company's; the newest first. */
export async function listApiKeys(
  db: Queryable,
  { user_id }: { user_id: string | null },
): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(
    `SELECT id, name, prefix, scopes, expires_at, last_used_at, created_at,
            CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= app.now() THEN 'expired'
                 ELSE 'active' END AS status
     FROM api_keys WHERE user_id IS NOT DISTINCT FROM $1 ORDER BY created_at DESC, id DESC LIMIT 200`,
    [user_id],
  );
}

/** Revokes a key of that owner (null: the company), within a second everywhere. @throws NotFound */
export async function revokeApiKey(
  tx: Tx,
  { id, user_id }: { id: string; user_id: string | null },
): Promise<void> {
  const revoked = await tx.query(
    `UPDATE api_keys SET revoked_at = coalesce(revoked_at, app.now())
     WHERE id = $1 AND user_id IS NOT DISTINCT FROM $2 RETURNING 1`,
    [id, user_id],
  );
  if (revoked.length === 0) throw new NotFound('There is no such API key.');
}

/** Revokes all keys of a customer; answers how many there were. */
export async function revokeApiKeysOf(tx: Tx, { user_id }: { user_id: string }): Promise<number> {
  const revoked = await tx.query(
    'UPDATE api_keys SET revoked_at = app.now() WHERE user_id = $1 AND revoked_at IS NULL RETURNING 1',
    [user_id],
  );
  return revoked.length;
}

/** What is stored of a key: it has 256 random bits, so a fast hash is enough. */
export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
