import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { sealAudit } from '../../src/accounts/index.js';
import { fromRoot } from '../../src/platform/root.js';
import { createCustomer, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

// Each call starts the program anew.
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

type Outcome = { status: number; stdout: string; stderr: string };

function quickscale(args: string[], env: Record<string, string> = {}, input = ''): Promise<Outcome> {
  const urls = { DATABASE_URL: database.url, MIGRATE_DATABASE_URL: database.ownerUrl };
  return new Promise((resolve) => {
    const child = execFile(
      fromRoot('bin/quickscale'),
      args,
      { env: { PATH: process.env.PATH, ...urls, ...env } },
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

const COMPLETE = {
  PUBLIC_URL: 'http://127.0.0.1:3000',
  STRIPE_SECRET_KEY: 'sk_test_doctor',
  STRIPE_WEBHOOK_SECRET: 'whsec_doctor',
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  SESSION_SECRET: 'a secret of more than thirty-two characters',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'QuickScale <billing@example.com>',
};

test('help is there for the program and each command, and exits 0', async () => {
  const { status, stdout } = await quickscale(['--help']);
  expect(status).toBe(0);
  const commands = ['doctor', 'migrate', 'create-admin', 'seed', 'sync-catalog', 'rollup', 'verify'];
  const helps = await Promise.all(commands.map((command) => quickscale([command, '--help'])));
  for (const [index, command] of commands.entries()) {
    expect(stdout).toContain(command);
    expect(helps[index]).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`quickscale ${command}`),
    });
  }
});

test.each([
  ['an unknown command', ['bogus']],
  ['an unknown option', ['migrate', '--bogus']],
  ['a missing option', ['create-admin']],
  ['a role that is none', ['create-admin', '--email', 'a@example.com', '--role', 'god']],
  ['an address that is none', ['create-admin', '--email', 'nonsense']],
])('%s exits 2', async (_what, args) => {
  expect((await quickscale(args)).status).toBe(2);
});

test('a missing database setting is wrong usage and is named', async () => {
  const { status, stderr } = await quickscale(['verify'], { DATABASE_URL: '' });
  expect([status, stderr]).toEqual([2, expect.stringContaining('DATABASE_URL is missing')]);
});

test('migrate on an up-to-date database says so', async () => {
  const { status, stdout } = await quickscale(['migrate']);
  expect([status, stdout]).toEqual([0, 'The database is up to date.\n']);
});

test('create-admin makes an operator once, with a generated password and a second factor', async () => {
  const args = ['create-admin', '--email', 'root@example.com', '--generate-password'];
  const first = await quickscale(args);
  expect(first.status).toBe(0);
  expect(first.stdout).toMatch(/Password: +\S{20}\nSecond factor: +[A-Z2-7]{32}\n/);
  const user = await database.db.one("SELECT role FROM users WHERE email = 'root@example.com'");
  expect(user).toEqual({ role: 'admin' });

  const second = await quickscale(args);
  expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('has an account already')]);
});

test('create-admin takes the password from a pipe, and refuses a bad one', async () => {
  const args = ['create-admin', '--email', 'piped@example.com', '--role', 'support'];
  expect(await quickscale(args, {}, 'short\n')).toMatchObject({ status: 1 });
  expect(await quickscale(args, {}, 'a-long-enough-phrase\n')).toMatchObject({ status: 0 });
});

test('doctor names every fault of the configuration at once', async () => {
  const { status, stdout } = await quickscale(['doctor']);
  expect(status).toBe(1);
  for (const name of ['PUBLIC_URL', 'STRIPE_SECRET_KEY', 'SESSION_SECRET', 'SMTP_URL']) {
    expect(stdout).toContain(`${name} is missing`);
  }
});

test('doctor says what is good, what is not, and what to do', async () => {
  const { status, stdout } = await quickscale(['doctor'], COMPLETE);
  expect(status).toBe(1);
  for (const name of [
    'node',
    'configuration',
    'database',
    'migrations',
    'role',
    'append-only',
    'clock',
    'jobs',
    'Stripe events',
    'Stripe API version',
    'event sweep',
    'queue',
  ]) {
    expect(stdout).toContain(`✓  ${name}:`);
  }
  expect(stdout).toMatch(/✗ {2}Stripe: .*\n {5}→ Check STRIPE_API_BASE/);
  expect(stdout).toMatch(/✗ {2}mail: .*\n {5}→ Check SMTP_URL/);
});

test('doctor counts the work that was given up, and says why and how it is tried again', async () => {
  await database.db.query(
    `INSERT INTO outbox (queue, attempts, error, dead_at)
     VALUES ('mail', 20, 'an earlier reason', app.now() - interval '1 hour'),
            ('mail', 20, E'Invalid login:\n535 wrong password', app.now())`,
  );
  await database.db.query(
    `INSERT INTO stripe_events (id, type, object_type, livemode, payload, state, error, created_at)
     VALUES ('evt_dead', 'charge.refunded', 'charge', false, '{}', 'dead', 'no such charge', app.now())`,
  );
  const { status, stdout } = await quickscale(['doctor'], COMPLETE);
  expect(status).toBe(1);
  expect(stdout).toContain('✗  jobs: 2 given up, at last mail: Invalid login: 535 wrong password');
  expect(stdout).toContain('✗  Stripe events: 1 given up, at last evt_dead, charge.refunded: no such charge');

  for (const [, again = ''] of stdout.matchAll(/tried again: (UPDATE .*);/g)) await database.db.query(again);
  const mended = await quickscale(['doctor'], COMPLETE);
  for (const name of ['jobs', 'Stripe events']) expect(mended.stdout).toContain(`✓  ${name}: none given up`);
});

test('doctor notices webhooks of another version, and that nobody asks for missed events', async () => {
  await database.db.query(
    `WITH old AS (INSERT INTO event_sweeps (swept_until, made_at)
                   SELECT at, at FROM (SELECT app.now() - interval '12 days 1 hour' AS at) past)
     INSERT INTO stripe_events (id, type, object_type, api_version, livemode, payload, state, created_at)
     VALUES ('evt_old_words', 'charge.updated', 'charge', '2019-05-16', false, '{}', 'processed', app.now())`,
  );
  const { status, stdout } = await quickscale(['doctor'], COMPLETE);
  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ {2}Stripe API version: The last webhook spoke version 2019-05-16; ours is 20/);
  expect(stdout).toMatch(
    /✗ {2}event sweep: last .*, 12 days ago. Stripe forgets its events after 30\.\n.*Start a worker/,
  );
});

test('doctor finds nothing amiss with the sweep where only the simulated clock has moved on since', async () => {
  const { db } = database;
  await db.query(
    `UPDATE event_sweeps SET swept_until = app.now() - interval '31 days', ended_at = app.now() - interval '31 days',
       made_at = clock_timestamp() - interval '5 minutes'`,
  );
  expect((await quickscale(['doctor'], COMPLETE)).stdout).toContain('✓  event sweep: last ');
});

test('doctor notices a role that could rewrite the ledger', async () => {
  const { stdout } = await quickscale(['doctor'], { ...COMPLETE, DATABASE_URL: database.ownerUrl });
  expect(stdout).toContain('✗  role: quickscale_owner owns the tables');
  expect(stdout).toContain('✗  append-only: Not protected: entries (this role may change it)');
});

test('doctor notices a protection that was switched off', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('ALTER TABLE entries DISABLE TRIGGER append_only');
  const { stdout } = await quickscale(['doctor'], COMPLETE);
  await owner.query('ALTER TABLE entries ENABLE TRIGGER append_only');
  await owner.end();
  expect(stdout).toContain('✗  append-only: Not protected: entries (its triggers are off)');
});

test('seed installs the services once, and says what they cost', async () => {
  const first = await quickscale(['seed']);
  expect([first.status, first.stdout]).toEqual([0, expect.stringContaining(': 10 credits a ')]);
  expect(await quickscale(['seed'])).toEqual(first);
});

test('verify proves the ledger and the audit log', async () => {
  const customer = await createCustomer(database.db);
  await give(database.db, customer, { amount: 50_000 });
  await sealAudit(database.db);
  const { status, stdout } = await quickscale(['verify']);
  expect(stdout).toMatch(/✓ {2}ledger: 1 wallets.*\n✓ {2}audit: [1-9]\d* entries sealed/);
  expect(status).toBe(0);
});

test('verify finds one tampered row of the ledger and names it', async () => {
  const customer = await createCustomer(database.db);
  const grant = await give(database.db, customer, { amount: 50_000 });
  await database.db.query('UPDATE grants SET amount = 60000, remaining = 60000 WHERE id = $1', [grant]);
  const { status, stdout } = await quickscale(['verify']);
  expect([status, stdout]).toEqual([
    1,
    expect.stringContaining(`✗  grants: wallet ${customer}, row ${grant}`),
  ]);
  await database.db.query('UPDATE grants SET amount = 50000, remaining = 50000 WHERE id = $1', [grant]);
});

test('verify finds one tampered row of the audit log and names it', async () => {
  const { entry_id } = await database.db.one<{ entry_id: string }>(
    'SELECT entry_id FROM audit_seals ORDER BY no DESC LIMIT 1',
  );
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('ALTER TABLE audit_entries DISABLE TRIGGER append_only');
  await owner.query("UPDATE audit_entries SET actor_role = 'nobody' WHERE id = $1", [entry_id]);
  await owner.end();
  const { status, stdout } = await quickscale(['verify']);
  expect([status, stdout]).toEqual([1, expect.stringContaining(`entry ${entry_id}: changed entry`)]);
});
