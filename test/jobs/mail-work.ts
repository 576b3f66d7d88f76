import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pino from 'pino';
import type { JobDeps } from '../../jobs/processors/processor.js';
import { type JobPace, type RunningWorkers, startWorkers } from '../../jobs/start-workers.js';
import { queueMail } from '../../src/mail/index.js';
import { openDb } from '../../src/platform/db.js';
import { createCustomer } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

const PACE: JobPace = { poll_ms: 10, lock_ms: 2000, lost_after_seconds: 1 };

export interface MailRow {
  attempts: number;
  error: string | null;
  done_at: Date | null;
  dead_at: Date | null;
  run_at: Date;
}

/** Mails as the work of real queues: on Redis when `QUICKSCALE_TEST_REDIS_URL` is set, otherwise on PostgreSQL. */
export interface MailWork {
  database: TestDatabase;
  config: { DATABASE_URL: string; REDIS_URL?: string };
  /** What the mail server does with a mail; the test sets it. */
  onMail: (subject: string) => Promise<void>;
  start(pace?: Partial<JobPace>): Promise<RunningWorkers>;
  /** Stops all that were started and are not stopped yet. */
  stop(): Promise<void>;
  /** Queues a receipt with a number of its own, which is how the tests tell mails apart. */
  mail(number?: string): Promise<string>;
  rowOf(number: string): Promise<MailRow>;
  /** Forgets all that the queue store holds. */
  emptyStore(): Promise<void>;
}

export async function openMailWork(REDIS_URL = process.env.QUICKSCALE_TEST_REDIS_URL): Promise<MailWork> {
  const database = await createTestDatabase();
  const running = new Set<RunningWorkers>();
  const stopOne = async (workers: RunningWorkers) => {
    running.delete(workers);
    await workers.close();
  };
  const work: MailWork = {
    database,
    config: { DATABASE_URL: database.url, ...(REDIS_URL ? { REDIS_URL } : {}) },
    onMail: async () => undefined,
    start: async (pace = {}) => {
      const workers = await startWorkers(depsOf(work), work.config, { ...PACE, ...pace });
      running.add(workers);
      return { close: () => stopOne(workers) };
    },
    stop: async () => {
      await Promise.all([...running].map(stopOne));
    },
    mail: (number = randomUUID()) => queueReceipt(database, number),
    rowOf: (number) =>
      database.db.one<MailRow>(
        `SELECT o.* FROM outbox o JOIN mails m ON o.payload ->> 'mail_id' = m.id::text WHERE m.key = $1`,
        [number],
      ),
    emptyStore: async () => {
      await (REDIS_URL ? flush(REDIS_URL) : waitFor(() => truncate(database)));
    },
  };
  return work;
}

function depsOf(work: MailWork): JobDeps {
  const smtp = {
    sendMail: ({ subject }: { subject: string }) => work.onMail(subject),
    close: () => undefined,
  };
  return {
    db: work.database.db,
    stripe: undefined as never,
    mail: { smtp: smtp as never, from: 'QuickScale', public_url: 'http://127.0.0.1:9' },
    log: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }, pino.destination(2)),
  };
}

async function queueReceipt({ db }: TestDatabase, number: string): Promise<string> {
  const user_id = await createCustomer(db);
  const variables = { name: '', number, date: '', description: '', amount: '', credits: '', path: '/' };
  await db.transaction((tx) =>
    queueMail(tx, { user_id, to: 'a@example.com', template: 'receipt', variables, key: number }),
  );
  return number;
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}

/** Throws where it met the queues' own statements in the other order of locks. */
async function truncate({ ownerUrl }: TestDatabase): Promise<true> {
  const owner = openDb(ownerUrl, { max: 1 });
  const { tables } = await owner.one<{ tables: string }>(
    `SELECT string_agg(format('bullmq.%I', tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
  );
  await owner.query(`TRUNCATE ${tables}`).finally(() => owner.close());
  return true;
}
