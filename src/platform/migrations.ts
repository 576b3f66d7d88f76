import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Queryable } from './db.js';
import { fromRoot } from './root.js';

/** One migration in Prisma's folder format: prisma/migrations/NAME/migration.sql. */
export type Migration = { name: string; file: string; sql: string; checksum: string };

/** A migration that cannot be applied as it is; the message says which file and what to do. */
export class MigrationFault extends Error {}

/** All migrations on disk, oldest first. */
export async function migrationsOnDisk(folder = fromRoot('prisma/migrations')): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => read(name, `${folder}/${name}/migration.sql`)));
}

async function read(name: string, file: string): Promise<Migration> {
  const sql = await readFile(file, 'utf8');
  return { name, file, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/**
 * Names of the migrations that the database still lacks; [] means ready.
 *
 * @throws MigrationFault when one was changed after it was applied, or stopped half-way
 */
export async function pendingMigrations(db: Queryable, folder?: string): Promise<string[]> {
  const migrations = await migrationsOnDisk(folder);
  const applied = await appliedMigrations(db);
  for (const { name, file, checksum } of migrations) {
    const found = applied.get(name);
    if (found !== undefined && found !== checksum) {
      throw new MigrationFault(
        `${file} was changed after it was applied. Restore it, and put the change into a new migration.`,
      );
    }
  }
  return migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name);
}

type Record = { migration_name: string; checksum: string; finished_at: Date | null };

async function appliedMigrations(db: Queryable): Promise<Map<string, string>> {
  const { exists } = await db.one<{ exists: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS exists",
  );
  if (!exists) return new Map();
  const records = await db.query<Record>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const unfinished = records.find((record) => record.finished_at === null);
  if (unfinished) {
    throw new MigrationFault(
      `${unfinished.migration_name} stopped half-way. Repair the database, then delete its row in _prisma_migrations.`,
    );
  }
  return new Map(records.map((record) => [record.migration_name, record.checksum]));
}
