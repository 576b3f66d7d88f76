import type { Queryable } from '../platform/db.js';
import { UnknownCustomer } from './errors.js';
import { type Foreseen, foreseeLapses, LAPSING, type Lapsing } from './lapsing.js';
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
 * A time to come shows what would be left if nothing but expiries and lapses of holds happened until then. What
 * has expired or lapsed counts from its instant, whether or not it is written down. Throws UnknownCustomer.
 */
export async function balance(db: Queryable, wallet_id: string, at?: Date): Promise<Balance> {
  const row = await (at
    ? db.maybeOne<Row>(BALANCE_THEN, [wallet_id, at])
    : db.maybeOne<Row>(BALANCE_NOW, [wallet_id, null], { name: 'balance' }));
  if (!row) throw new UnknownCustomer();
  const { available, held, frozen, debt, subscription, promotional, pay_as_you_go, expires_at, expiring } =
    row;
  const written: Balance = {
    available,
    held,
    frozen,
    debt,
    by_type: { subscription, pay_as_you_go, promotional },
    next_expiry: expires_at && { at: expires_at, amount: expiring },
  };
  const { parts, shortfalls } = row;
  return parts && shortfalls ? withLapses(written, foreseeLapses({ parts, shortfalls }, debt)) : written;
}

interface Row extends Parts, Record<CreditType, number> {
  expires_at: Date | null;
  expiring: number;
  parts: Lapsing['parts'] | null;
  shortfalls: Lapsing['shortfalls'] | null;
}

function withLapses(written: Balance, foreseen: Foreseen): Balance {
  const balance: Balance = {
    ...written,
    held: written.held + foreseen.held,
    frozen: written.frozen + foreseen.frozen,
    debt: written.debt + foreseen.debt,
    by_type: { ...written.by_type },
  };
  for (const { type, amount, expires_at } of foreseen.back) {
    balance.available += amount;
    balance.by_type[type] += amount;
    balance.next_expiry = earlier(balance.next_expiry, expires_at && { at: expires_at, amount });
  }
  return balance;
}

function earlier(one: Balance['next_expiry'], other: Balance['next_expiry']): Balance['next_expiry'] {
  if (!one || !other) return one ?? other;
  const order = one.at.getTime() - other.at.getTime();
  if (order === 0) return { at: one.at, amount: one.amount + other.amount };
  return order < 0 ? one : other;
}

const CLOCK = 'clock AS MATERIALIZED (SELECT coalesce($2, app.now()) AS at)';

/** Sums grants with columns type, remaining, expires_at by type, and finds the next expiry. */
const SUMS = `
  coalesce(sum(remaining), 0) AS available,
  coalesce(sum(remaining) FILTER (WHERE type = 'subscription'), 0) AS subscription,
  coalesce(sum(remaining) FILTER (WHERE type = 'promotional'), 0) AS promotional,
  coalesce(sum(remaining) FILTER (WHERE type = 'pay_as_you_go'), 0) AS pay_as_you_go,
  min(expires_at) AS expires_at,
  coalesce(sum(remaining) FILTER (WHERE expires_at = earliest), 0) AS expiring`;

/** Looked for only where something is held now: a lapse that is not written down yet. */
const LAPSED = `LATERAL (SELECT ls.* FROM clock, LATERAL (${LAPSING}) ls WHERE w.held > 0) l ON true`;

/** From the open grants, never from the entries: as fast after ten million of them. */
const BALANCE_NOW = `
  WITH ${CLOCK}, alive AS (
    SELECT type, remaining, expires_at, min(expires_at) OVER () AS earliest
    FROM grants, clock
    WHERE wallet_id = $1 AND open AND (expires_at IS NULL OR expires_at > clock.at))
  SELECT s.*, w.held, w.frozen, w.debt, l.parts, l.shortfalls
  FROM (SELECT ${SUMS} FROM alive) s, wallets w LEFT JOIN ${LAPSED}
  WHERE w.id = $1`;

const BALANCE_THEN = `
  WITH ${CLOCK}, moved AS (
    SELECT grant_id, sum(amount) AS remaining, sum(held) AS held, sum(frozen) AS frozen, sum(debt) AS debt
    FROM entries, clock WHERE wallet_id = $1 AND effective_at <= clock.at GROUP BY grant_id
  ), alive AS (
    SELECT g.type, m.remaining, g.expires_at, min(g.expires_at) OVER () AS earliest
    FROM clock, moved m JOIN grants g ON g.wallet_id = $1 AND g.id = m.grant_id
    WHERE m.remaining > 0 AND (g.expires_at IS NULL OR g.expires_at > clock.at))
  SELECT s.*, p.*, l.parts, l.shortfalls
  FROM (SELECT ${SUMS} FROM alive) s,
       (SELECT coalesce(sum(held), 0) AS held, coalesce(sum(frozen), 0) AS frozen,
               coalesce(sum(debt), 0) AS debt FROM moved) p,
       wallets w LEFT JOIN ${LAPSED}
  WHERE w.id = $1`;
