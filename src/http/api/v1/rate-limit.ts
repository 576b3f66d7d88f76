import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { InvalidInput } from '../../../platform/errors.js';
import { RateLimited } from '../errors.js';
import { keyOf } from './authenticate.js';

const WINDOW_S = 60;
/** Each web process counts what it answers: a call must not wait for a count that others share. */
const POLICY = '"per-key-and-server"';

/**
 * Counts requests per key and minute, and tells the caller where he stands (draft-ietf-httpapi-ratelimit-headers).
 * The handlers that it makes share their counts; `weigh` says for how many requests one counts. A refused one does
 * not count.
 */
export function rateLimits(): (weigh?: (req: Request) => number) => RequestHandler {
  const counts = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S });
  return (weigh = () => 1) =>
    async (req, res, next) => {
      const { id, rate_limit_per_minute: limit } = keyOf(res);
      const weight = weigh(req);
      if (weight > limit) throw new InvalidInput({ spends: `This key may send ${limit} a minute.` });
      const { consumedPoints, msBeforeNext } = await counts.penalty(id, weight);
      const refused = consumedPoints > limit;
      if (refused) await counts.reward(id, weight);
      const left = limit - consumedPoints + (refused ? weight : 0);
      const reset_s = Math.ceil(msBeforeNext / 1000);
      res.set('RateLimit-Policy', `${POLICY};q=${limit};w=${WINDOW_S}`);
      res.set('RateLimit', `${POLICY};r=${left};t=${reset_s}`);
      if (refused) throw new RateLimited(reset_s);
      next();
    };
}
