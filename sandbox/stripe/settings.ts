import type pg from 'pg';

/** What the simulator keeps across restarts, by name. */
interface Settings {
  /** How far simulated time is ahead of real time. */
  clock_offset_ms: number;
}

export async function saveSetting<N extends keyof Settings>(
  db: pg.Pool,
  name: N,
  value: Settings[N],
): Promise<void> {
  await db.query(
    'insert into settings values ($1, $2) on conflict (name) do update set value = excluded.value',
    [name, JSON.stringify(value)],
  );
}

export async function readSetting<N extends keyof Settings>(
  db: pg.Pool,
  name: N,
): Promise<Settings[N] | null> {
  const { rows } = await db.query<{ value: Settings[N] }>('select value from settings where name = $1', [
    name,
  ]);
  return rows[0]?.value ?? null;
}
