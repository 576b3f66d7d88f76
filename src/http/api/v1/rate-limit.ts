import type { RequestHandler } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimited } from '../errors.js';
import { keyOf } from './authenticate.js';

/** Calls a key may make in a window, by its owner. */
export type RateLimits = Readonly<Record<'company' | 'customer', number>>;

export const RATE_LIMITS: RateLimits = { company: 60_000, customer: 600 };
const WINDOW_S = 60;

/** Counts calls per key in this process, and tells the caller where he stands (draft-ietf-httpapi-ratelimit-headers). */
export function rateLimit(limits: RateLimits): RequestHandler {
  const limiters = {
    company: new RateLimiterMemory({ points: limits.company, duration: WINDOW_S }),
    customer: new RateLimiterMemory({ points: limits.customer, duration: WINDOW_S }),
  };
  return async (_req, res, next) => {
    const { id, owner } = keyOf(res);
    const counted = await limiters[owner].consume(id).catch((refused: RateLimiterRes) => refused);
    const reset_s = Math.ceil(counted.msBeforeNext / 1000);
    res.set('RateLimit-Policy', `"per-key";q=${limits[owner]};w=${WINDOW_S}`);
    res.set('RateLimit', `"per-key";r=${counted.remainingPoints};t=${reset_s}`);
    if (counted.consumedPoints > limits[owner]) throw new RateLimited(reset_s);
    next();
  };
}
