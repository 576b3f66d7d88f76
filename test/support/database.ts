import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Db, openDb } from '../../src/platform/db.js';
import type { TestServer } from './test-server.js';

export type TestDatabase = {
  /** A pool of the application's role, as the product has it: it cannot change append-only tables. */
  db: Db;
  /** The same connection as a URL: DATABASE_URL. */
  url: string;
  /** The owner of the tables (MIGRATE_DATABASE_URL): for what the application may not do. */
  ownerUrl: string;
  /** Closes `db` and drops the database. */
  close: () => Promise<void>;
};

/** Few: each costs PostgreSQL more at its start than most tests ask of it. */
const CONNECTIONS_MAX = 4;

/**
 * A migrated, empty database of this test file's own: real PostgreSQL, cloned in well under a second.
 *
 * ```ts
 * const { db, close } = await createTestDatabase();
 * afterAll(close);
 * ```
 *
 * Tests of one file share it: give each its own customer, or call this in `beforeEach`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const owner = new URL(server.ownerUrl).username;
  const template = new URL(server.ownerUrl).pathname.slice(1);
  await asSuperuser(server, `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = withDatabase(server.url, name);
  const db = openDb(url, { max: CONNECTIONS_MAX });
  return {
    db,
    url,
    ownerUrl: withDatabase(server.ownerUrl, name),
    close: async () => {
      await db.close();
      await asSuperuser(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function testServer(): TestServer {
  const told = process.env.QUICKSCALE_TEST_SERVER;
  if (!told) throw new Error('There is no test server: run the tests with `npm test`, which sets it up.');
  return JSON.parse(told) as TestServer;
}

async function asSuperuser(server: TestServer, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = name;
  return changed.href;
}
