import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../platform/db.js';
import { TooManyAttempts } from './errors.js';

const MINUTE_S = 60;
const HOUR_S = 3600;

/** Attempts that count within a window. They lie in PostgreSQL, so a restart or a second web process forgets none. */
const RULES = {
  'sign-in.account-from-address': { points: 10, duration: 15 * MINUTE_S },
  'sign-in.account': { points: 50, duration: HOUR_S },
  'sign-in.address': { points: 200, duration: HOUR_S },
  'code.account': { points: 10, duration: 15 * MINUTE_S },
  'mail.account': { points: 5, duration: HOUR_S },
  'mail.address': { points: 300, duration: HOUR_S },
  'contact.address': { points: 10, duration: HOUR_S },
} as const;

type Rule = keyof typeof RULES;
type Attempts = Partial<Record<Rule, string>>;

const limiters = new WeakMap<Db, Map<Rule, RateLimiterPostgres>>();

/**
 * Counts one attempt under each rule named, with whose it is. Count first and check the password afterwards:
 * then parallel guesses cannot slip through between the two.
 * @throws TooManyAttempts
 */
export async function countAttempt(db: Db, attempts: Attempts): Promise<void> {
  for (const [rule, whose] of entries(attempts)) {
    try {
      await limiter(db, rule).consume(keyOf(whose));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes)
        throw new TooManyAttempts(Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  }
}

/** Takes one attempt back where many people share a count, such as an address. */
export async function takeAttemptBack(db: Db, attempts: Attempts): Promise<void> {
  for (const [rule, whose] of entries(attempts)) await limiter(db, rule).reward(keyOf(whose), 1);
}

/** Forgets all attempts: the last one was right. */
export async function forgetAttempts(db: Db, attempts: Attempts): Promise<void> {
  for (const [rule, whose] of entries(attempts)) await limiter(db, rule).delete(keyOf(whose));
}

function entries(attempts: Attempts): [Rule, string][] {
  return Object.entries(attempts) as [Rule, string][];
}

/** Hashed: the table holds no address of anybody, and a key has a bounded length. */
function keyOf(whose: string): string {
  return createHash('sha256').update(whose.toLowerCase()).digest('base64url');
}

function limiter(db: Db, rule: Rule): RateLimiterPostgres {
  const known = limiters.get(db) ?? new Map<Rule, RateLimiterPostgres>();
  limiters.set(db, known);
  const found =
    known.get(rule) ??
    new RateLimiterPostgres({
      storeClient: db.pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: rule,
      ...RULES[rule],
    });
  known.set(rule, found);
  return found;
}
