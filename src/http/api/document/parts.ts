import { z } from 'zod';
import type { ZodOpenApiRequestBodyObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { InvalidApiKey } from '../../../accounts/index.js';
import {
  AccountSuspended,
  IdempotencyKeyReused,
  InsufficientCredits,
  SpendingFrozen,
  UnknownCustomer,
  UnknownService,
} from '../../../credits/index.js';
import { InvalidInput } from '../../../platform/errors.js';
import { IdempotencyKeyMissing, MalformedJson, RateLimited, UnsupportedMediaType } from '../errors.js';
import { IdempotencyKey, Uuid } from '../v1/requests.js';

/** What the calls' descriptions have in common. Errors stand for what may be answered: see refusals.ts. */

const text = { type: 'string' as const };
const headers = {
  'RateLimit-Policy': { schema: text, description: 'How many requests the key may make.' },
  RateLimit: { schema: text, description: 'How many are left, and for how many seconds.' },
};
const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

export const path = z.object({ id: Uuid });
export const idempotencyKey = z.object({ 'Idempotency-Key': IdempotencyKey });

export const body = (schema: z.ZodType, required = true): ZodOpenApiRequestBodyObject => ({
  required,
  content: json(schema),
});

export const answer = (description: string, schema: z.ZodType): ZodOpenApiResponseObject => ({
  description,
  headers,
  content: json(schema),
});

/** An answer that tells in a header when it was given before. */
export const repeatable = (description: string, schema: z.ZodType): ZodOpenApiResponseObject => ({
  description,
  headers: { ...headers, 'Idempotent-Replayed': { schema: { ...text, enum: ['true'] } } },
  content: json(schema),
});

/** 201 what was made now; 200 what was made before with the same key. */
export const made = (description: string, schema: z.ZodType) => ({
  '201': answer(description, schema),
  '200': repeatable('The same answer again: this key was used before', schema),
});

export const wrong = (field: string, fault: string) => new InvalidInput({ [field]: fault });

/** Any call may meet these. */
export const ANYWHERE: readonly unknown[] = [
  new InvalidApiKey(),
  new RateLimited(12),
  new Error('a fault of ours'),
  Object.assign(new Error('the database is not there'), { code: 'ECONNREFUSED' }),
];

export const SENDING: readonly unknown[] = [
  ...ANYWHERE,
  new MalformedJson(),
  Object.assign(new Error('too large'), { status: 413 }),
  new UnsupportedMediaType(),
];

export const KEYED: readonly unknown[] = [
  ...SENDING,
  new IdempotencyKeyMissing(),
  new IdempotencyKeyReused(),
];

export const CHARGING: readonly unknown[] = [
  ...KEYED,
  wrong('service', 'Invalid input: expected string, received undefined'),
  new InsufficientCredits({ needed: 1_000, available: 250, debt: 0 }),
  new AccountSuspended(),
  new SpendingFrozen(),
  new UnknownCustomer(),
  new UnknownService('image-metadata'),
];
