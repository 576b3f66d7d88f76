import type { Db } from '../platform/db.js';
import { type ApiScope, hashOfKey, RATE_LIMITS_PER_MINUTE } from './api-keys.js';
import { InvalidApiKey } from './errors.js';

export type ApiKey = {
  id: string;
  owner: 'company' | 'customer';
  /** The customer whose key it is; null for the company's. */
  user_id: string | null;
  scopes: readonly ApiScope[];
  /** Its own, else that of its owner's kind. */
  rate_limit_per_minute: number;
};

const KEY = /^qsk_[A-Za-z0-9_-]{43}$/;
/** A revoked key must stop within a second. */
const CACHE_MS = 900;
const CACHE_MAX = 10_000;

type Cached = { until: number; key: Promise<ApiKey | undefined> };
const caches = new WeakMap<Db, Map<string, Cached>>();

/**
 * The key behind the text after `Bearer `. Reads the database at most once a second per key, also when hundreds of
 * calls come at once.
 * @throws InvalidApiKey unknown, expired or revoked, or its customer's account is closed
 */
export async function authenticateApiKey(db: Db, bearer: string): Promise<ApiKey> {
  if (!KEY.test(bearer)) throw new InvalidApiKey();
  const found = await cached(db, bearer);
  if (!found) throw new InvalidApiKey();
  return found;
}

function cached(db: Db, bearer: string): Promise<ApiKey | undefined> {
  const cache = caches.get(db) ?? new Map<string, Cached>();
  caches.set(db, cache);
  const hash = hashOfKey(bearer);
  const name = hash.toString('base64');
  const now = performance.now();
  const hit = cache.get(name);
  if (hit && hit.until > now) return hit.key;
  if (cache.size >= CACHE_MAX) cache.clear();
  const key = read(db, hash);
  cache.set(name, { until: now + CACHE_MS, key });
  key.catch(() => cache.delete(name));
  return key;
}

/** `last_used_at` is written once a minute at most: it is for people, and a busy key must not wait for a row lock. */
async function read(db: Db, hash: Buffer): Promise<ApiKey | undefined> {
  const found = await db.maybeOne<
    Omit<ApiKey, 'rate_limit_per_minute'> & { rate_limit_per_minute: number | null; stale: boolean }
  >(
    `SELECT k.id, k.owner, k.user_id, k.scopes, k.rate_limit_per_minute,
            k.last_used_at IS NULL OR k.last_used_at < app.now() - interval '1 minute' AS stale
     FROM api_keys k LEFT JOIN users u ON u.id = k.user_id
     WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app.now())
       AND (u.id IS NULL OR u.status = 'active')`,
    [hash],
  );
  if (!found) return undefined;
  const { stale, ...row } = found;
  const key = {
    ...row,
    rate_limit_per_minute: row.rate_limit_per_minute ?? RATE_LIMITS_PER_MINUTE[row.owner],
  };
  if (stale) await db.query('UPDATE api_keys SET last_used_at = app.now() WHERE id = $1', [key.id]);
  return key;
}
