import { createHash } from 'node:crypto';
import type { Call } from './call.js';
import { idempotencyMismatch, keyInUse } from './errors.js';
import type { FormValue } from './form.js';

const KEPT_SECONDS = 24 * 3600;

export interface Answer {
  status: number;
  body: object;
}

export interface Replay extends Answer {
  requestId: string;
}

/** What a key was first used for: where, and a hash of the parameters. */
export interface Fingerprint {
  path: string;
  hash: string;
}

export function fingerprintOf(path: string, params: FormValue): Fingerprint {
  return { path, hash: createHash('sha256').update(canonical(params)).digest('hex') };
}

/**
 * Takes a key for this call. Answers the kept answer when the key has one; throws 409 while another call
 * holds it and 400 when it was used for something else.
 */
export async function takeKey(call: Call, key: string, fingerprint: Fingerprint): Promise<Replay | null> {
  const { rows: locks } = await call.tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
    [key],
  );
  if (!locks[0]?.taken) throw keyInUse(key);
  await call.tx.query('delete from idempotency_keys where key = $1 and created <= $2', [
    key,
    call.now - KEPT_SECONDS,
  ]);
  const { rows } = await call.tx.query<{
    fingerprint: string;
    status: number;
    body: object;
    request_id: string;
  }>('select fingerprint, status, body, request_id from idempotency_keys where key = $1', [key]);
  const kept = rows[0];
  if (!kept) return null;
  refuseOther(key, JSON.parse(kept.fingerprint) as Fingerprint, fingerprint);
  return { status: kept.status, body: kept.body, requestId: kept.request_id };
}

/** Keeps the answer, errors included, in the transaction that did the work. */
export async function keepAnswer(
  call: Call,
  key: string,
  fingerprint: Fingerprint,
  answer: Answer,
): Promise<void> {
  await call.tx.query(
    'insert into idempotency_keys (key, fingerprint, status, body, request_id, created) values ($1, $2, $3, $4, $5, $6)',
    [key, JSON.stringify(fingerprint), answer.status, JSON.stringify(answer.body), call.request.id, call.now],
  );
}

function refuseOther(key: string, first: Fingerprint, now: Fingerprint): void {
  if (first.path !== now.path) {
    throw idempotencyMismatch(
      key,
      `for the same endpoint they were first used for ('${first.path}' vs '${now.path}')`,
    );
  }
  if (first.hash !== now.hash)
    throw idempotencyMismatch(key, 'with the same parameters they were first used with');
}

function canonical(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? '')}`).join(',')}}`;
}
