import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../src/platform/migrate.js';
import { MigrationFault, migrationsOnDisk, pendingMigrations } from '../../src/platform/migrations.js';
import { fromRoot } from '../../src/platform/root.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'quickscale-migrations-'));
  await cp(fromRoot('prisma/migrations'), folder, { recursive: true });
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await cp(fromRoot('prisma/migrations/20261123000000_init'), path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}

test('a migrated database has nothing pending, and migrating it again applies nothing', async () => {
  expect(await pendingMigrations(database.db)).toEqual([]);
  expect(await migrate(database.ownerUrl)).toEqual([]);
});

test('each migration is recorded as Prisma records it', async () => {
  const onDisk = await migrationsOnDisk();
  const recorded = await database.db.query(
    `SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations ORDER BY migration_name`,
  );
  expect(recorded).toEqual(
    onDisk.map(({ name, checksum }) => ({
      migration_name: name,
      checksum,
      applied_steps_count: 1,
      finished: true,
    })),
  );
});

test('a migration that fails leaves nothing behind, and stays pending', async () => {
  await addMigration('20990101000000_broken', 'CREATE TABLE half (id int); SELECT 1 / 0;');
  await expect(migrate(database.ownerUrl, folder)).rejects.toThrow('20990101000000_broken');
  expect(await database.db.one("SELECT to_regclass('half') AS half")).toEqual({ half: null });
  expect(await pendingMigrations(database.db, folder)).toEqual(['20990101000000_broken']);
  await rm(path.join(folder, '20990101000000_broken'), { recursive: true });
});

test('migrating goes on where the application has made objects of its own for the queue', async () => {
  await database.db.query('CREATE SEQUENCE bullmq.made_while_running');
  expect(await migrate(database.ownerUrl)).toEqual([]);
});

test('two processes that migrate at once apply each migration once', async () => {
  await addMigration('20990102000000_once', 'CREATE TABLE once (id int);');
  const applied = await Promise.all([migrate(database.ownerUrl, folder), migrate(database.ownerUrl, folder)]);
  expect(applied.flat()).toEqual(['20990102000000_once']);
});

test('a migration changed after it was applied is refused by the name of its file', async () => {
  await addMigration('20990102000000_once', 'CREATE TABLE once (id bigint);');
  const changed = migrate(database.ownerUrl, folder);
  await expect(changed).rejects.toThrow(MigrationFault);
  await expect(changed).rejects.toThrow('20990102000000_once/migration.sql was changed');
});

test('the application may use the queue and read the migrations, and change neither schema nor records', async () => {
  await database.db.query('SELECT * FROM bullmq.job');
  await expect(database.db.query('DELETE FROM _prisma_migrations')).rejects.toThrow('permission denied');
  await expect(database.db.query('DROP TABLE bullmq.job')).rejects.toThrow('must be owner');
});
