import pg from 'pg';
import type { TestDatabase } from './database.js';

/** Stops the database's clock at a moment of the test's choosing, as the sandbox's clock would move it. */
export async function stopClock(database: TestDatabase, at: string): Promise<void> {
  await asOwner(
    database,
    `CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT timestamptz '${at}' $$`,
  );
}

/** Runs SQL that only the owner of the tables may. */
export async function asOwner(database: TestDatabase, sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(sql).finally(() => owner.end());
}
