import { randomUUID } from 'node:crypto';
import { type ApiScope, createApiKey } from '../../../src/accounts/index.js';
import type { Db } from '../../../src/platform/db.js';

const SCOPES: readonly ApiScope[] = [
  'customers:read',
  'balance:read',
  'usage:read',
  'spend',
  'reverse',
  'hold',
];

/** A new key: of the company, or with `user_id` of that customer. */
export async function createKey(
  db: Db,
  {
    user_id,
    rate_limit_per_minute,
    ...wanted
  }: { user_id?: string; scopes?: readonly ApiScope[]; rate_limit_per_minute?: number } = {},
): Promise<string> {
  const scopes = wanted.scopes ?? SCOPES.filter((scope) => !user_id || scope !== 'reverse');
  const owner = user_id ? 'customer' : 'company';
  const { key } = await db.transaction((tx) =>
    createApiKey(tx, {
      owner,
      name: 'Test',
      scopes,
      ...(user_id ? { user_id } : {}),
      ...(rate_limit_per_minute ? { rate_limit_per_minute } : {}),
    }),
  );
  return key;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came; each test says what it expects
  body: any;
}

export interface Call {
  method?: string;
  key?: string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON; `raw` is sent as it is. */
  body?: unknown;
  raw?: string;
}

export async function call(
  url: string,
  { method = 'GET', key, headers = {}, body, raw }: Call = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: raw ?? (body === undefined ? null : JSON.stringify(body)),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** A POST that moves credits, with a new idempotency key unless told which. */
export function move(
  url: string,
  { key, body, idempotency_key = randomUUID() }: { key: string; body?: unknown; idempotency_key?: string },
): Promise<Answer> {
  return call(url, { method: 'POST', key, body, headers: { 'idempotency-key': idempotency_key } });
}
