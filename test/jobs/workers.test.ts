import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import pino from 'pino';
import { openQueueStore } from '../../jobs/backend.js';
import type { JobDeps } from '../../jobs/processors/processor.js';
import { type JobPace, type RunningWorkers, startWorkers } from '../../jobs/start-workers.js';
import { queueMail } from '../../src/mail/index.js';
import { openDb } from '../../src/platform/db.js';
import { enqueue } from '../../src/platform/outbox.js';
import { createCustomer } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import type { TestServer } from '../support/test-server.js';
import { waitFor } from '../support/wait-for.js';

const PACE: JobPace = { poll_ms: 10, lock_ms: 2000, lost_after_seconds: 1 };

let database: TestDatabase;
let running: RunningWorkers[] = [];
/** What the mail server does with a mail. */
let onMail: (subject: string) => Promise<void> = async () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(running.map((workers) => workers.close()));
  running = [];
});
afterAll(() => database?.close());

/** QUICKSCALE_TEST_REDIS_URL runs these tests on Redis. */
function config() {
  const REDIS_URL = process.env.QUICKSCALE_TEST_REDIS_URL;
  return { DATABASE_URL: database.url, ...(REDIS_URL ? { REDIS_URL } : {}) };
}

function deps(): JobDeps {
  const smtp = { sendMail: ({ subject }: { subject: string }) => onMail(subject), close: () => undefined };
  return {
    db: database.db,
    stripe: undefined as never,
    mail: { smtp: smtp as never, from: 'QuickScale', public_url: 'http://127.0.0.1:9' },
    log: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }, pino.destination(2)),
  };
}

async function start(pace: Partial<JobPace> = {}): Promise<RunningWorkers> {
  const workers = await startWorkers(deps(), config(), {
    ...PACE,
    ...pace,
  });
  running.push(workers);
  return workers;
}

/** A receipt with a number of its own, which is how the tests tell mails apart. */
async function mail(number: string = randomUUID()): Promise<string> {
  const user_id = await createCustomer(database.db);
  const variables = { name: '', number, date: '', description: '', amount: '', credits: '', path: '/' };
  await database.db.transaction((tx) =>
    queueMail(tx, { user_id, to: 'a@example.com', template: 'receipt', variables, key: number }),
  );
  return number;
}

const rowOf = (number: string) =>
  database.db.one<{
    attempts: number;
    error: string | null;
    done_at: Date | null;
    dead_at: Date | null;
    run_at: Date;
  }>(`SELECT o.* FROM outbox o JOIN mails m ON o.payload ->> 'mail_id' = m.id::text WHERE m.key = $1`, [
    number,
  ]);

test('work is done once although several workers run side by side', async () => {
  const sent: string[] = [];
  onMail = async (subject) => void sent.push(subject);
  await Promise.all([start(), start(), start()]);
  const numbers = await Promise.all(Array.from({ length: 60 }, () => mail()));
  await waitFor(async () => {
    const rows = await Promise.all(numbers.map(rowOf));
    return rows.every(({ done_at }) => done_at);
  });
  expect(sent.sort()).toEqual(numbers.map((number) => `Your receipt ${number}`).sort());
});

test('a failure is tried again later and its reason is kept until then', async () => {
  let failures = 0;
  onMail = async () => {
    failures += 1;
    if (failures === 1) throw new Error('mailbox busy');
  };
  await start();
  const number = await mail();
  const failed = await waitFor(async () => {
    const row = await rowOf(number);
    return row.attempts === 1 && row;
  });
  expect(failed.error).toContain('mailbox busy');
  await waitFor(async () => (await rowOf(number)).done_at);
  expect(await rowOf(number)).toMatchObject({ attempts: 1, error: null });
});

test('what fails too often is dead with its reason, and blocks nothing', async () => {
  const dying = await mail();
  onMail = async (subject) => {
    if (subject.includes(dying)) throw new Error('no such mailbox');
  };
  await database.db.query(
    `UPDATE outbox SET attempts = 11 WHERE payload ->> 'mail_id' = (SELECT id::text FROM mails WHERE key = $1)`,
    [dying],
  );
  await start();
  const dead = await waitFor(async () => {
    const row = await rowOf(dying);
    return row.dead_at && row;
  });
  expect(dead).toMatchObject({
    attempts: 12,
    done_at: null,
    error: expect.stringContaining('no such mailbox'),
  });
  const next = await mail();
  await waitFor(async () => (await rowOf(next)).done_at);
});

test('work that is not due yet waits', async () => {
  onMail = async () => undefined;
  const [later, now] = [await mail(), await mail()];
  await database.db.query(
    `UPDATE outbox SET run_at = app.now() + interval '1 hour' WHERE payload ->> 'mail_id' = (SELECT id::text FROM mails WHERE key = $1)`,
    [later],
  );
  await start();
  await waitFor(async () => (await rowOf(now)).done_at);
  expect((await rowOf(later)).done_at).toBeNull();
});

test('losing the whole queue store loses no work and no schedule', async () => {
  onMail = async () => undefined;
  const number = await mail();
  // Handed over to a store that then forgets it.
  await database.db.query('UPDATE outbox SET relayed_at = app.now() WHERE done_at IS NULL');
  await start();
  await emptyStore();
  await waitFor(async () => (await rowOf(number)).done_at);
  const store = openQueueStore(config());
  const receipts = store.queue('receipts');
  await waitFor(() => receipts.getJobScheduler('receipts'));
  await receipts.close();
  await store.close();
});

async function emptyStore(): Promise<void> {
  const { REDIS_URL } = config();
  if (REDIS_URL) {
    const redis = new Redis(REDIS_URL);
    await redis.flushdb();
    return redis.disconnect();
  }
  const owner = openDb(database.ownerUrl, { max: 1 });
  const { tables } = await owner.one<{ tables: string }>(
    `SELECT string_agg(format('bullmq.%I', tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
  );
  await owner.query(`TRUNCATE ${tables}`).finally(() => owner.close());
}

test('workers go on after every connection to the database was cut', async () => {
  onMail = async () => undefined;
  await start();
  const before = await mail();
  await waitFor(async () => (await rowOf(before)).done_at);
  const superuser = openDb(
    (JSON.parse(process.env.QUICKSCALE_TEST_SERVER ?? '{}') as TestServer).superuserUrl,
    { max: 1 },
  );
  const name = new URL(database.url).pathname.slice(1);
  await superuser
    .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
    .finally(() => superuser.close());
  const after = await waitFor(() => mail());
  await waitFor(async () => (await rowOf(after)).done_at, { timeout: 15_000 });
});

test('stopping waits for the job that runs', async () => {
  let finish = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    onMail = () => {
      resolve();
      return new Promise((done) => {
        finish = done;
      });
    };
  });
  const workers = await start();
  const number = await mail();
  await started;
  running = [];
  const stopped = workers.close();
  finish();
  await stopped;
  expect((await rowOf(number)).done_at).not.toBeNull();
});

test('work for a queue that does not exist does not hold up the rest', async () => {
  onMail = async () => undefined;
  await database.db.transaction((tx) => enqueue(tx, { queue: 'nonsense' }));
  await start();
  const number = await mail();
  await waitFor(async () => (await rowOf(number)).done_at);
});
