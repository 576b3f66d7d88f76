import type { Db, Queryable, Tx } from '../../platform/db.js';
import { BALANCE_CHECKS } from './balances.js';
import type { Check } from './check.js';
import { CONVERSION_CHECKS } from './conversions.js';
import { ENTRY_CHECKS } from './entries.js';
import { FROZEN_CHECKS } from './frozen.js';
import { HOLD_CHECKS } from './holds.js';
import { RANGED, type WalletRange, walletRanges } from './ranges.js';
import { RETURN_CHECKS } from './returns.js';
import { SPEND_CHECKS } from './spends.js';

/** A row that does not hold. `row` is its key within the wallet: an entry's number, a grant's id. */
export interface Lie {
  table: Check['table'];
  wallet_id: string;
  row: string;
  what: string;
}

/** How many rows were looked at. */
export type Checked = Record<(typeof COUNTED)[number], number>;

export interface LedgerVerdict extends Checked {
  /** In the order of the checks: what is false itself comes before what follows from it. */
  lies: Lie[];
}

const COUNTED = ['wallets', 'grants', 'entries', 'spends', 'holds', 'debts'] as const;
const CHECKS = [
  ...ENTRY_CHECKS,
  ...SPEND_CHECKS,
  ...BALANCE_CHECKS,
  ...HOLD_CHECKS,
  ...RETURN_CHECKS,
  ...FROZEN_CHECKS,
  ...CONVERSION_CHECKS,
];
const LIES_MAX = 100;

/**
 * Proves every balance from the entries, wallet range by wallet range, while the system runs. Stops after LIES_MAX;
 * memory does not grow with the ledger.
 *
 * @param options.jobs ranges looked at side by side, each on a connection; one where `db` is a transaction
 * @param options.onProgress is told after each range how much is through
 */
export async function verifyLedger(
  db: Db | Tx,
  { jobs = 1, onProgress }: { jobs?: number; onProgress?: (checked: Readonly<Checked>) => void } = {},
): Promise<LedgerVerdict> {
  const checked: Checked = { wallets: 0, grants: 0, entries: 0, spends: 0, holds: 0, debts: 0 };
  const found: Lie[][] = [];
  const ranges = walletRanges(db);
  let begun = 0;
  const work = async (): Promise<void> => {
    for (let next = await ranges.next(); !next.done; next = await ranges.next()) {
      const place = begun++;
      const { lies, counts } = await within(db, next.value);
      found[place] = lies;
      for (const name of COUNTED) checked[name] += counts[name];
      onProgress?.(checked);
      if (found.flat().length >= LIES_MAX) return void (await ranges.return(undefined));
    }
  };
  const workers = 'inTransaction' in db ? 1 : jobs;
  await Promise.all(Array.from({ length: workers }, work));
  return { ...checked, lies: found.flat().slice(0, LIES_MAX) };
}

/**
 * Looks at one range, in a transaction only for the settings: each check is one statement and sees one moment of its
 * own. The planner takes every wallet for an average one; nested loops and merge joins by wallet alone would compare
 * each entry of a busy wallet with each of its spends, so that all joins are by hash.
 */
async function within(db: Db | Tx, range: WalletRange): Promise<{ lies: Lie[]; counts: Checked }> {
  if (!('inTransaction' in db)) return db.transaction((tx) => within(tx, range));
  await db.query(
    `SELECT set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true)`,
  );
  const lies: Lie[] = [];
  for (const check of CHECKS) lies.push(...(await liesOf(db, check, range)));
  return { lies, counts: await countsOf(db, range) };
}

async function liesOf(db: Queryable, { table, sql }: Check, { after, last }: WalletRange): Promise<Lie[]> {
  const lies = await db.query<Omit<Lie, 'table'>>(
    `WITH ${RANGED} SELECT * FROM (${sql}) lies LIMIT ${LIES_MAX}`,
    [after, last],
  );
  return lies.map(({ wallet_id, row, what }) => ({ table, wallet_id, row, what }));
}

function countsOf(db: Queryable, { after, last }: WalletRange): Promise<Checked> {
  const counts = COUNTED.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  return db.one<Checked>(`WITH ${RANGED} SELECT ${counts.join(', ')}`, [after, last]);
}
