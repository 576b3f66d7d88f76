import { APPEND_ONLY_TABLES } from '../../../platform/append-only.js';
import type { Db } from '../../../platform/db.js';
import { pendingMigrations } from '../../../platform/migrations.js';
import { type Check, Fault } from './check.js';

const POSTGRES_MIN = 18;
const CLOCK_TOLERANCE_S = 5;
const GRANT =
  'Let DATABASE_URL name a role of its own, made with: CREATE ROLE … LOGIN IN ROLE quickscale_app.';

/** What must hold in the database, in the order in which one depends on another. */
export function databaseChecks(db: Db): Check[] {
  return [
    {
      name: 'database',
      run: () => reachable(db),
      remedy: 'Check DATABASE_URL, and that PostgreSQL runs and lets this role in.',
    },
    { name: 'migrations', run: () => migrated(db), remedy: 'Run: bin/quickscale migrate' },
    { name: 'role', run: () => ordinaryRole(db), remedy: GRANT },
    { name: 'append-only', run: () => appendOnly(db), remedy: 'Run: bin/quickscale migrate' },
    { name: 'clock', run: () => clock(db), remedy: 'Run: bin/quickscale migrate' },
  ];
}

async function reachable(db: Db): Promise<string> {
  const { version } = await db.one<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  if (Number.parseInt(version, 10) >= POSTGRES_MIN) return `PostgreSQL ${version}`;
  throw new Fault(`PostgreSQL ${version} is too old.`, `Upgrade it to ${POSTGRES_MIN} or newer.`);
}

async function migrated(db: Db): Promise<string> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return 'all applied';
  throw new Fault(`${pending.length} not applied: ${pending.join(', ')}.`, 'Run: bin/quickscale migrate');
}

async function ordinaryRole(db: Db): Promise<string> {
  const role = await db.one<{ name: string; superuser: boolean; owner: boolean }>(
    `SELECT current_user AS name, rolsuper AS superuser,
            EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE')) AS owner
     FROM pg_roles WHERE rolname = current_user`,
  );
  if (role.superuser) throw new Fault(`${role.name} is a superuser.`, GRANT);
  if (role.owner) throw new Fault(`${role.name} owns the tables and could undo their protection.`, GRANT);
  return role.name;
}

async function appendOnly(db: Db): Promise<string> {
  const open = await db.query<{ name: string; rights: boolean }>(
    `SELECT name, has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(name, 'UPDATE') AS rights
     FROM unnest($1::text[]) AS name
     WHERE has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(name, 'UPDATE')
        OR (SELECT count(*) FROM pg_trigger
            WHERE tgrelid = name::regclass AND tgname LIKE 'append_only%' AND tgenabled IN ('O', 'A')) < 2`,
    [APPEND_ONLY_TABLES],
  );
  if (open.length === 0) return `${APPEND_ONLY_TABLES.length} tables protected`;
  const told = open.map(
    ({ name, rights }) => `${name} (${rights ? 'this role may change it' : 'its triggers are off'})`,
  );
  throw new Fault(
    `Not protected: ${told.join(', ')}.`,
    'As owner: REVOKE UPDATE, DELETE, TRUNCATE ON these tables FROM quickscale_app and this role; ENABLE TRIGGER ALL.',
  );
}

async function clock(db: Db): Promise<string> {
  const times = await db.one<{ app: Date; database: Date }>(
    'SELECT app.now() AS app, clock_timestamp() AS database',
  );
  const drift_s = Math.abs(times.database.getTime() - Date.now()) / 1000;
  if (drift_s > CLOCK_TOLERANCE_S) {
    throw new Fault(
      `PostgreSQL and this machine differ by ${Math.round(drift_s)} s.`,
      'Let both keep time by NTP.',
    );
  }
  const ahead_s = Math.round((times.app.getTime() - times.database.getTime()) / 1000);
  return ahead_s === 0 ? 'in step' : `simulated, ${ahead_s} s ahead of real time (sandbox only)`;
}
