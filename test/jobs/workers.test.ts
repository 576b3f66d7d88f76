import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Queue } from 'bullmq';
import { openQueueStore } from '../../jobs/backend.js';
import { QUEUE_NAMES } from '../../jobs/queues.js';
import { openDb } from '../../src/platform/db.js';
import { enqueue } from '../../src/platform/outbox.js';
import type { TestServer } from '../support/test-server.js';
import { waitFor } from '../support/wait-for.js';
import { type MailWork, openMailWork } from './mail-work.js';

let work: MailWork;

beforeAll(async () => {
  work = await openMailWork();
});
afterEach(() => work.stop());
afterAll(() => work.database.close());

test('work is done once although several workers run side by side', async () => {
  const sent: string[] = [];
  work.onMail = async (subject) => void sent.push(subject);
  await Promise.all([work.start(), work.start(), work.start()]);
  const numbers = await Promise.all(Array.from({ length: 60 }, () => work.mail()));
  for (const number of numbers) await waitFor(async () => (await work.rowOf(number)).done_at);
  expect(sent.sort()).toEqual(numbers.map((number) => `Your receipt ${number}`).sort());
});

test('a failure is tried again later and its reason is kept until then', async () => {
  let failures = 0;
  work.onMail = async () => {
    failures += 1;
    if (failures === 1) throw new Error('mailbox busy');
  };
  await work.start();
  const number = await work.mail();
  const failed = await waitFor(async () => {
    const row = await work.rowOf(number);
    return row.attempts === 1 && row;
  });
  expect(failed.error).toContain('mailbox busy');
  await waitFor(async () => (await work.rowOf(number)).done_at);
  expect(await work.rowOf(number)).toMatchObject({ attempts: 1, error: null });
});

test('what fails too often is dead with its reason, and blocks nothing', async () => {
  const dying = await work.mail();
  work.onMail = async (subject) => {
    if (subject.includes(dying)) throw new Error('no such mailbox');
  };
  await work.database.db.query(
    `UPDATE outbox SET attempts = 11 WHERE payload ->> 'mail_id' = (SELECT id::text FROM mails WHERE key = $1)`,
    [dying],
  );
  await work.start();
  const dead = await waitFor(async () => {
    const row = await work.rowOf(dying);
    return row.dead_at && row;
  });
  expect(dead).toMatchObject({
    attempts: 12,
    done_at: null,
    error: expect.stringContaining('no such mailbox'),
  });
  const next = await work.mail();
  await waitFor(async () => (await work.rowOf(next)).done_at);
});

test('work that is not due yet waits', async () => {
  work.onMail = async () => undefined;
  const [later, now] = [await work.mail(), await work.mail()];
  await work.database.db.query(
    `UPDATE outbox SET run_at = app.now() + interval '1 hour' WHERE payload ->> 'mail_id' = (SELECT id::text FROM mails WHERE key = $1)`,
    [later],
  );
  await work.start();
  await waitFor(async () => (await work.rowOf(now)).done_at);
  expect((await work.rowOf(later)).done_at).toBeNull();
});

test('losing the whole queue store loses no work and no schedule', async () => {
  work.onMail = async () => undefined;
  const number = await work.mail();
  // Handed over to a store that then forgets it.
  await work.database.db.query('UPDATE outbox SET relayed_at = app.now() WHERE done_at IS NULL');
  await work.start();
  await work.emptyStore();
  await waitFor(async () => (await work.rowOf(number)).done_at);
  const store = openQueueStore(work.config);
  const receipts = store.queue('receipts');
  await waitFor(() => receipts.getJobScheduler('receipts'));
  await receipts.close();
  await store.close();
});

test('several workers keep one schedule a queue', async () => {
  await Promise.all([work.start(), work.start(), work.start()]);
  // While a run is under way the next one is planned already: only what stands still can be counted.
  await work.stop();
  const store = openQueueStore(work.config);
  const receipts = store.queue('receipts');
  const { delayed = 0, waiting = 0 } = await receipts.getJobCounts();
  expect(delayed + waiting).toBe(1);
  await receipts.close();
  await store.close();
});

test('all queues of a process hear of jobs on one connection, and each is found to have its workers', async () => {
  await Promise.all([work.start(), work.start()]);
  const store = openQueueStore(work.config);
  const queues = QUEUE_NAMES.map((name) => store.queue(name));
  const counts = () => Promise.all(queues.map((queue) => (queue as unknown as Queue).getWorkersCount()));
  await waitFor(async () => (await counts()).every((count) => count === 2));
  const hearing = await work.database.db.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'quickscale-queue-workers'`,
  );
  expect(hearing).toHaveLength(work.config.REDIS_URL ? 0 : 2);
  await Promise.all(queues.map((queue) => queue.close()));
  await store.close();
});

test('workers go on after every connection to the database was cut', async () => {
  work.onMail = async () => undefined;
  await work.start();
  const before = await work.mail();
  await waitFor(async () => (await work.rowOf(before)).done_at);
  const superuser = openDb(
    (JSON.parse(process.env.QUICKSCALE_TEST_SERVER ?? '{}') as TestServer).superuserUrl,
    { max: 1 },
  );
  const name = new URL(work.database.url).pathname.slice(1);
  await superuser
    .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
    .finally(() => superuser.close());
  const after = await waitFor(() => work.mail());
  await waitFor(async () => (await work.rowOf(after)).done_at);
});

test('stopping waits for the job that runs', async () => {
  let finish = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    work.onMail = () => {
      resolve();
      return new Promise((done) => {
        finish = done;
      });
    };
  });
  const workers = await work.start();
  const number = await work.mail();
  await started;
  const stopped = workers.close();
  finish();
  await stopped;
  expect((await work.rowOf(number)).done_at).not.toBeNull();
});

test('work for a queue that does not exist does not hold up the rest', async () => {
  work.onMail = async () => undefined;
  await work.database.db.transaction((tx) => enqueue(tx, { queue: 'nonsense' }));
  await work.start();
  const number = await work.mail();
  await waitFor(async () => (await work.rowOf(number)).done_at);
});
