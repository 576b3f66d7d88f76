import Stripe from 'stripe';
import { DomainError } from '../../platform/errors.js';

/**
 * What is known after a call that failed:
 * `not_done`: Stripe did nothing, the same call may be made later; `refused`: it never will do it;
 * `unknown`: it may have been done, ask with the same key; `ask`: the key only repeats its error, look for the object.
 */
export type Outcome = 'not_done' | 'refused' | 'unknown' | 'ask';

/** Network faults before a single byte of the request could leave. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Our own key is wrong, or Stripe's queue is full: nothing was done, and the same call works once that is mended. */
const NOT_DONE = new Set([401, 403, 409, 429]);

/**
 * Classifies what was thrown around a Stripe call. A rule of ours that forbids the call has refused it; any other
 * fault that is not Stripe's says nothing about it.
 */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Stripe.errors.StripeConnectionError) return wasSent(error) ? 'unknown' : 'not_done';
  if (error instanceof DomainError) return 'refused';
  if (!(error instanceof Stripe.errors.StripeError)) return 'unknown';
  const status = error.statusCode ?? 0;
  if (NOT_DONE.has(status) || error.code === 'rate_limit' || error.code === 'lock_timeout') return 'not_done';
  if (status >= 400 && status < 500) return 'refused';
  return error.headers?.['idempotent-replayed'] === 'true' ? 'ask' : 'unknown';
}

function wasSent({ detail }: Error & { detail?: unknown }): boolean {
  const code = typeof detail === 'object' && detail !== null && 'code' in detail ? String(detail.code) : '';
  return !NEVER_SENT.has(code);
}
