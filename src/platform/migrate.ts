import { readdir, readFile } from 'node:fs/promises';
import { runMigrations as migrateQueue } from 'bullmq';
import pg from 'pg';
import { Umzug } from 'umzug';
import { type Db, openDb, type Tx } from './db.js';
import { type Migration, migrationsOnDisk, pendingMigrations } from './migrations.js';
import { fromRoot } from './root.js';

/** The number `prisma migrate` locks with, so that neither runs beside the other. */
const PRISMA_LOCK = 72_707_369;

/** As `prisma migrate` creates it: whoever has its engine can go on with it on the same database. */
const RECORDS = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  varchar(36) PRIMARY KEY NOT NULL,
  checksum            varchar(64) NOT NULL,
  finished_at         timestamptz,
  migration_name      varchar(255) NOT NULL,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

/**
 * What the application's role may do outside the migrations' own grants. BullMQ makes a sequence per queue as it
 * runs; that one is the application's own, and none of the owner's business.
 */
const GRANTS = `
REVOKE ALL ON _prisma_migrations FROM quickscale_app;
GRANT SELECT ON _prisma_migrations TO quickscale_app;
GRANT USAGE, CREATE ON SCHEMA bullmq TO quickscale_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO quickscale_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bullmq TO quickscale_app;
DO $$
DECLARE sequence regclass;
BEGIN
  FOR sequence IN SELECT oid FROM pg_class WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'S'
                  AND pg_has_role(current_user, relowner, 'USAGE') LOOP
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO quickscale_app', sequence);
  END LOOP;
END $$`;

/**
 * Brings a database up to date as its owner: the SQL migrations, each in a transaction and recorded as Prisma
 * would; the functions of prisma/functions, which are replaced each time; BullMQ's tables in a schema of their
 * own; the grants of the application's role. Safe to run again, and from several processes at once.
 *
 * @param url the owner's, `MIGRATE_DATABASE_URL`
 * @param folder of migrations, where not the project's own
 * @returns names of the migrations that it applied
 * @throws MigrationFault when an applied migration was changed or stopped half-way
 */
export async function migrate(url: string, folder?: string): Promise<string[]> {
  const db = openDb(url, { max: 2, statement_timeout_ms: 0, application_name: 'quickscale-migrate' });
  try {
    return await underLock(url, async () => {
      await db.query(RECORDS);
      const applied = await applyPending(db, folder);
      await db.transaction(replaceFunctions);
      await prepareQueue(db);
      await db.query(GRANTS);
      return applied;
    });
  } finally {
    await db.close();
  }
}

/** The lock belongs to a connection of its own, so that it lasts over the many transactions of the work. */
async function underLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

async function applyPending(db: Db, folder: string | undefined): Promise<string[]> {
  const migrations = await migrationsOnDisk(folder);
  const pending = await pendingMigrations(db, folder);
  const umzug = new Umzug({
    context: db,
    logger: undefined,
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () => db.transaction((tx) => apply(tx, migration)),
    })),
    storage: {
      executed: async () => migrations.map(({ name }) => name).filter((name) => !pending.includes(name)),
      // Recorded in the migration's own transaction, see apply().
      logMigration: async () => undefined,
      unlogMigration: () => Promise.reject(new Error('Migrations are not undone: write a new one.')),
    },
  });
  return (await umzug.up()).map(({ name }) => name);
}

async function apply(tx: Tx, { name, sql, checksum }: Migration): Promise<void> {
  await tx.query(sql);
  await tx.query(
    `INSERT INTO _prisma_migrations (id, migration_name, checksum, started_at, finished_at, applied_steps_count)
     VALUES (gen_random_uuid(), $1, $2, now(), clock_timestamp(), 1)`,
    [name, checksum],
  );
}

async function replaceFunctions(tx: Tx): Promise<void> {
  const folder = fromRoot('prisma/functions');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  for (const file of files) {
    await tx.query(await readFile(`${folder}/${file}`, 'utf8')).catch((cause: Error) => {
      throw new Error(`prisma/functions/${file}: ${cause.message}`, { cause });
    });
  }
}

async function prepareQueue(db: Db): Promise<void> {
  const client = await db.pool.connect();
  try {
    await migrateQueue(client);
  } finally {
    client.release();
  }
}
