import type pg from 'pg';

/** What can become of a subscription whose last retry is declined. */
export const AFTER_RETRIES = ['cancel', 'unpaid'] as const;
export type AfterRetries = (typeof AFTER_RETRIES)[number];

/** What the simulator keeps across restarts, by name. */
interface Settings {
  /** How far simulated time is ahead of real time. */
  clock_offset_ms: number;
  /** The account's own choice, in Stripe's billing settings. */
  after_retries: AfterRetries;
}

type Database = Pick<pg.ClientBase, 'query'>;

export async function saveSetting<N extends keyof Settings>(
  db: Database,
  name: N,
  value: Settings[N],
): Promise<void> {
  await db.query(
    'insert into settings values ($1, $2) on conflict (name) do update set value = excluded.value',
    [name, JSON.stringify(value)],
  );
}

export async function readSetting<N extends keyof Settings>(
  db: Database,
  name: N,
): Promise<Settings[N] | null> {
  const { rows } = await db.query<{ value: Settings[N] }>('select value from settings where name = $1', [
    name,
  ]);
  return rows[0]?.value ?? null;
}

/** What becomes of a subscription whose last retry is declined: it is cancelled, unless the account chose otherwise. */
export async function afterRetries(db: Database): Promise<AfterRetries> {
  return (await readSetting(db, 'after_retries')) ?? 'cancel';
}
