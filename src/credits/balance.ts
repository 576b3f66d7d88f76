import type { Queryable } from '../platform/db.js';
import { UnknownCustomer } from './errors.js';
import type { Parts } from './ledger.js';
import type { CreditType } from './rules.js';

/** All amounts in hundredths. `by_type` adds up to `available`. */
export interface Balance extends Parts {
  by_type: Record<CreditType, number>;
  /** The instant at which credits go next, and how many go then. */
  next_expiry: { at: Date; amount: number } | null;
}

/**
 * A wallet's balance, now or at a given time: then it is recomputed from the entries that counted by that time.
 * A time to come shows what would be left if nothing but expiry happened until then.
 * Throws UnknownCustomer.
 */
export async function balance(db: Queryable, wallet_id: string, at?: Date): Promise<Balance> {
  const row = await db.maybeOne<
    Parts & Record<CreditType, number> & { expires_at: Date | null; expiring: number }
  >(at ? BALANCE_THEN : BALANCE_NOW, at ? [wallet_id, at] : [wallet_id]);
  if (!row) throw new UnknownCustomer();
  const { available, held, frozen, debt, subscription, promotional, pay_as_you_go, expires_at, expiring } =
    row;
  return {
    available,
    held,
    frozen,
    debt,
    by_type: { subscription, pay_as_you_go, promotional },
    next_expiry: expires_at && { at: expires_at, amount: expiring },
  };
}

/** Sums grants with columns type, remaining, expires_at by type, and finds the next expiry. */
const SUMS = `
  coalesce(sum(remaining), 0) AS available,
  coalesce(sum(remaining) FILTER (WHERE type = 'subscription'), 0) AS subscription,
  coalesce(sum(remaining) FILTER (WHERE type = 'promotional'), 0) AS promotional,
  coalesce(sum(remaining) FILTER (WHERE type = 'pay_as_you_go'), 0) AS pay_as_you_go,
  min(expires_at) AS expires_at,
  coalesce(sum(remaining) FILTER (WHERE expires_at = earliest), 0) AS expiring`;

/** From the open grants, never from the entries: as fast after ten million of them. */
const BALANCE_NOW = `
  WITH alive AS (
    SELECT type, remaining, expires_at, min(expires_at) OVER () AS earliest
    FROM grants, (SELECT app.now() AS at) clock
    WHERE wallet_id = $1 AND open AND (expires_at IS NULL OR expires_at > clock.at))
  SELECT s.*, w.held, w.frozen, w.debt
  FROM wallets w, (SELECT ${SUMS} FROM alive) s
  WHERE w.id = $1`;

/** An expiry that nobody has written yet counts from its instant too. */
const BALANCE_THEN = `
  WITH moved AS (
    SELECT grant_id, sum(amount) AS remaining, sum(held) AS held, sum(frozen) AS frozen, sum(debt) AS debt
    FROM entries WHERE wallet_id = $1 AND effective_at <= $2 GROUP BY grant_id
  ), alive AS (
    SELECT g.type, m.remaining, g.expires_at, min(g.expires_at) OVER () AS earliest
    FROM moved m JOIN grants g ON g.wallet_id = $1 AND g.id = m.grant_id
    WHERE m.remaining > 0 AND (g.expires_at IS NULL OR g.expires_at > $2))
  SELECT s.*, p.*
  FROM wallets w, (SELECT ${SUMS} FROM alive) s,
       (SELECT coalesce(sum(held), 0) AS held, coalesce(sum(frozen), 0) AS frozen,
               coalesce(sum(debt), 0) AS debt FROM moved) p
  WHERE w.id = $1`;
