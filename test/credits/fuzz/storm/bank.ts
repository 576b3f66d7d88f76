import type { Db } from '../../../../src/platform/db.js';

/** Sums over all wallets as three tables tell them, and how many wallets the tables disagree about. */
export interface BankView {
  wallets: number[];
  entries: number[];
  grants_and_debts: number[];
  disagreeing: number;
}

const PARTS = 'sum(available)::bigint, sum(held)::bigint, sum(frozen)::bigint, sum(debt)::bigint';

/** Reads like a bank: everything, statement by statement, in one snapshot. */
export async function readBank(db: Db): Promise<BankView> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const row = async (from: string) =>
      (
        await tx.one<{ parts: number[] }>(
          `SELECT array[${PARTS}]::text[]::bigint[] AS parts FROM (${from}) t`,
        )
      ).parts.map(Number);
    const wallets = 'SELECT id AS wallet_id, available, held, frozen, debt, last_entry_no FROM wallets';
    const entries = `SELECT wallet_id, sum(amount) AS available, sum(held) AS held, sum(frozen) AS frozen, sum(debt) AS debt,
                            CASE WHEN count(*) = max(no) THEN max(no) ELSE -1 END AS last_entry_no
                     FROM entries GROUP BY wallet_id`;
    const grants = `SELECT w.id AS wallet_id, coalesce(g.available, 0) AS available, coalesce(g.held, 0) AS held,
                           coalesce(g.frozen, 0) AS frozen, coalesce(d.debt, 0) AS debt, w.last_entry_no
                    FROM wallets w
                    LEFT JOIN (SELECT wallet_id, sum(remaining) AS available, sum(held) AS held, sum(frozen) AS frozen
                               FROM grants GROUP BY wallet_id) g ON g.wallet_id = w.id
                    LEFT JOIN (SELECT wallet_id, sum(outstanding) AS debt FROM debts GROUP BY wallet_id) d ON d.wallet_id = w.id`;
    const { disagreeing } = await tx.one<{ disagreeing: number }>(
      `SELECT count(*) AS disagreeing FROM (${wallets}) w
       LEFT JOIN (${entries}) e USING (wallet_id) JOIN (${grants}) g USING (wallet_id)
       WHERE (w.available, w.held, w.frozen, w.debt, w.last_entry_no)
             IS DISTINCT FROM (coalesce(e.available, 0), coalesce(e.held, 0), coalesce(e.frozen, 0), coalesce(e.debt, 0), coalesce(e.last_entry_no, 0))
          OR (w.available, w.held, w.frozen, w.debt) <> (g.available, g.held, g.frozen, g.debt)`,
    );
    return {
      wallets: await row(wallets),
      entries: await row(entries),
      grants_and_debts: await row(grants),
      disagreeing,
    };
  });
}
