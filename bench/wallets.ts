import type { Db } from '../src/platform/db.js';

/** What a customer is charged for, once at a time. */
export const SERVICE = 'text-sentiment';

/** Each customer has two grants of so many hundredths: nobody runs dry in a benchmark. */
const AMOUNT = 1_000_000_000_000;

/** Makes customers with a plan's credits and bought ones. Answers their wallets. */
export async function createRichWallets(db: Db, count: number): Promise<string[]> {
  const rows = await db.transaction(async (tx) => {
    const made = await tx.query<{ id: string }>(
      `WITH people AS (
         INSERT INTO users (email, name, email_verified_at)
         SELECT 'bench.' || n || '@example.com', 'Customer ' || n, app.now() FROM generate_series(1, $1) n RETURNING id)
       INSERT INTO wallets (id, last_entry_no, available) SELECT id, 2, 2 * $2::bigint FROM people RETURNING id`,
      [count, AMOUNT],
    );
    await tx.query(
      `WITH given AS (
         INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, expires_at, source, source_id)
         SELECT id, t.type, t.priority, $2::bigint, $2::bigint, true, t.expires_at, 'operator', t.type
         FROM unnest($1::uuid[]) id,
              (VALUES ('subscription', 0, app.now() + interval '30 days'), ('pay_as_you_go', 20, NULL)) t (type, priority, expires_at)
         RETURNING wallet_id, id, type::text, amount)
       INSERT INTO entries (wallet_id, no, grant_id, kind, amount, available_after, cause, cause_id, effective_at)
       SELECT wallet_id, no, id, 'grant', amount, no * amount, 'operator', type, app.now()
       FROM (SELECT *, row_number() OVER (PARTITION BY wallet_id ORDER BY type) AS no FROM given) numbered`,
      [made.map(({ id }) => id), AMOUNT],
    );
    return made;
  });
  return rows.map(({ id }) => id);
}

export function anyOf(wallets: readonly string[]): string {
  const wallet = wallets[Math.floor(Math.random() * wallets.length)];
  if (wallet === undefined) throw new RangeError('there are no wallets');
  return wallet;
}
