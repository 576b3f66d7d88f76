import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Postgres } from './postgres.js';

const OWNER = 'quickscale_owner';
const APP = 'quickscale';
/** The group that the migrations grant to; the application's login role is a member of it. */
const APP_GROUP = 'quickscale_app';

/** `url` is DATABASE_URL: it cannot change append-only tables. `ownerUrl` is MIGRATE_DATABASE_URL. */
export type DatabaseUrls = { url: string; ownerUrl: string };

/**
 * Makes the roles and a database as production should have them. Their passwords follow from the superuser's.
 * @param anew drops the database first, where there is one
 */
export async function prepareDatabase(
  server: Postgres,
  name: string,
  { anew = false } = {},
): Promise<DatabaseUrls> {
  const passwordOf = (role: string) => createHmac('sha256', server.url()).update(role).digest('base64url');
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  try {
    await ensureRole(client, APP_GROUP, 'NOLOGIN');
    await ensureRole(client, OWNER, `LOGIN PASSWORD '${passwordOf(OWNER)}'`);
    await ensureRole(client, APP, `LOGIN PASSWORD '${passwordOf(APP)}' IN ROLE ${APP_GROUP}`);
    if (anew) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${OWNER}`);
  } finally {
    await client.end();
  }
  const urlOf = (role: string) => `postgresql://${role}:${passwordOf(role)}@127.0.0.1:${server.port}/${name}`;
  return { url: urlOf(APP), ownerUrl: urlOf(OWNER) };
}

async function ensureRole(client: pg.Client, role: string, options: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const [attributes] = options.split(' IN ROLE ');
  await client.query(rowCount === 0 ? `CREATE ROLE ${role} ${options}` : `ALTER ROLE ${role} ${attributes}`);
}
