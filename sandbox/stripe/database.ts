import { readFile } from 'node:fs/promises';
import pg from 'pg';

const INT8 = 20;

/** A pool on the simulator's own database. int8 arrives as a number: times, counts and sequence are all safe. */
export function openPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    idleTimeoutMillis: 300_000,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // An idle connection that the server closed, as it does when it stops; the pool opens another.
  pool.on('error', () => undefined);
  return pool;
}

/** Makes the tables that are not there yet. Safe for several processes at once. */
export async function createTables(pool: pg.Pool): Promise<void> {
  const sql = await readFile(new URL('./schema.sql', import.meta.url), 'utf8');
  await pool.query(`begin; select pg_advisory_xact_lock(7374726970); ${sql}; commit;`);
}
