import type { Queryable } from '../../platform/db.js';

/** The wallets above `after` up to `last`. */
export interface WalletRange {
  after: string;
  last: string;
}

/** A statement looks at so many entries at once: enough that starting it costs nothing, few enough for its memory. */
const ENTRIES = 50_000;
const WALLETS = 20_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * All wallets in ranges of about as many entries each, by key; a wallet with more of them is a range of its own. The
 * ranges leave no gap: what claims to belong to a wallet that is not there is in one of them too.
 */
export async function* walletRanges(db: Queryable): AsyncGenerator<WalletRange> {
  for (let after = BEFORE_ALL; after !== AFTER_ALL; ) {
    const { last } = await db.one<{ last: string | null }>(
      `SELECT (array_agg(id ORDER BY id DESC))[1] AS last
       FROM (SELECT id, sum(last_entry_no) OVER (ORDER BY id) - last_entry_no AS entries_before
             FROM (SELECT id, last_entry_no FROM wallets WHERE id > $1 ORDER BY id LIMIT ${WALLETS}) next) range
       WHERE entries_before < ${ENTRIES}`,
      [after],
    );
    yield { after, last: last ?? AFTER_ALL };
    after = last ?? AFTER_ALL;
  }
}

/** Tables that a check may read, by the column that names the wallet. */
const WALLET_COLUMNS = {
  wallets: 'id',
  payments: 'user_id',
  ...Object.fromEntries(
    ['grants', 'entries', 'spends', 'reversals', 'holds', 'hold_parts', 'returns', 'debts'].map((table) => [
      table,
      'wallet_id',
    ]),
  ),
};

/**
 * For a statement's WITH: under their own names, the tables' rows of the wallets above $1 up to $2. The planner does
 * not carry a range over from one joined table to the other, and would read all grants for each range.
 */
export const RANGED = Object.entries(WALLET_COLUMNS)
  .map(
    ([table, key]) =>
      `${table} AS NOT MATERIALIZED (SELECT * FROM ${table} WHERE ${key} > $1 AND ${key} <= $2)`,
  )
  .join(', ');
