import type { Db, Queryable } from '../../platform/db.js';
import { requireCustomer } from '../customer.js';
import { settle } from '../settle.js';
import type { LineRange } from './line.js';
import type { Period } from './period.js';
import { readTotals, type StatementTotal } from './totals.js';

/** A wallet's statement of a period: where it begins and ends, in hundredths of what can be spent. */
export interface Statement extends LineRange {
  period: Period;
  opening: number;
  closing: number;
}

/** What a statement says above its lines: opening + totals = closing. */
export interface SummedStatement extends Statement {
  totals: StatementTotal[];
}

/**
 * Opens a statement. It goes by the numbers of the entries, so that each balance follows from the one before; a period
 * ends with the last entry that counts from before its end. What has expired meanwhile is written down first.
 * @throws UnknownCustomer
 */
export async function openStatement(
  db: Db,
  { wallet_id, period }: { wallet_id: string; period: Period },
): Promise<Statement> {
  await requireCustomer(db, wallet_id);
  await settle(db, wallet_id);
  const { from, to } = period;
  const edges = await db.one<Omit<Statement, 'wallet_id' | 'period'>>(
    `SELECT coalesce(b.no, 0) AS after_no, coalesce(b.available_after, 0) AS opening,
            greatest(coalesce(e.no, 0), coalesce(b.no, 0)) AS last_no,
            CASE WHEN e.no > coalesce(b.no, 0) THEN e.available_after ELSE coalesce(b.available_after, 0) END AS closing
     FROM (SELECT) wallet
     LEFT JOIN LATERAL (SELECT no, available_after FROM entries
                        WHERE wallet_id = $1 AND effective_at < $2::timestamptz ORDER BY no DESC LIMIT 1) b ON true
     LEFT JOIN LATERAL (SELECT no, available_after FROM entries
                        WHERE wallet_id = $1 AND ($3::timestamptz IS NULL OR effective_at < $3)
                        ORDER BY no DESC LIMIT 1) e ON true`,
    [wallet_id, from, to],
  );
  return { wallet_id, period, ...edges };
}

/** Adds up what moved. It reads every entry of the period: not for those who want another page of lines. */
export async function sumStatement(db: Queryable, statement: Statement): Promise<SummedStatement> {
  return { ...statement, totals: await readTotals(db, statement) };
}

/** How many entries it has: at least as many as lines. */
export function entriesIn({ after_no, last_no }: Statement): number {
  return last_no - after_no;
}
