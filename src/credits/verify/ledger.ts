import type { Queryable } from '../../platform/db.js';
import { BALANCE_CHECKS } from './balances.js';
import type { Check } from './check.js';
import { CONVERSION_CHECKS } from './conversions.js';
import { ENTRY_CHECKS } from './entries.js';
import { FROZEN_CHECKS } from './frozen.js';
import { HOLD_CHECKS } from './holds.js';
import { RETURN_CHECKS } from './returns.js';
import { SPEND_CHECKS } from './spends.js';

/** A row that does not hold. `row` is its key within the wallet: an entry's number, a grant's id. */
export interface Lie {
  table: Check['table'];
  wallet_id: string;
  row: string;
  what: string;
}

export interface LedgerVerdict {
  wallets: number;
  /** In the order of the checks: what is false itself comes before what follows from it. */
  lies: Lie[];
}

const CHECKS = [
  ...ENTRY_CHECKS,
  ...SPEND_CHECKS,
  ...BALANCE_CHECKS,
  ...HOLD_CHECKS,
  ...RETURN_CHECKS,
  ...FROZEN_CHECKS,
  ...CONVERSION_CHECKS,
];
const BATCH_WALLETS = 500;
const LIES_MAX = 100;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Proves every balance from the entries, wallet range by wallet range, while the system runs. Stops after LIES_MAX.
 * @param onProgress is told how many wallets are through
 */
export async function verifyLedger(
  db: Queryable,
  onProgress?: (wallets: number) => void,
): Promise<LedgerVerdict> {
  const verdict: LedgerVerdict = { wallets: 0, lies: [] };
  for (let after = BEFORE_ALL; verdict.lies.length < LIES_MAX; ) {
    const range = await db.one<{ last: string | null; count: number }>(
      `SELECT (array_agg(id ORDER BY id DESC))[1] AS last, count(*)
       FROM (SELECT id FROM wallets WHERE id > $1 ORDER BY id LIMIT ${BATCH_WALLETS}) w`,
      [after],
    );
    if (range.last === null) break;
    for (const check of CHECKS) verdict.lies.push(...(await liesOf(db, check, [after, range.last])));
    verdict.wallets += range.count;
    after = range.last;
    onProgress?.(verdict.wallets);
  }
  return { ...verdict, lies: verdict.lies.slice(0, LIES_MAX) };
}

async function liesOf(
  db: Queryable,
  { table, sql }: Check,
  range: readonly [string, string],
): Promise<Lie[]> {
  const lies = await db.query<Omit<Lie, 'table'>>(`${sql} LIMIT ${LIES_MAX}`, range);
  return lies.map(({ wallet_id, row, what }) => ({ table, wallet_id, row, what }));
}
