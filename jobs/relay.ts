import { abandonedObjects } from '../src/billing/index.js';
import { crashPoint } from '../src/platform/crash.js';
import type { Db } from '../src/platform/db.js';
import type { Logger } from '../src/platform/log.js';
import { enqueue } from '../src/platform/outbox.js';
import type { JobData, JobQueue } from './backend.js';
import { isQueue, type QueueName } from './queues.js';
import { SOURCES, type SourceName } from './sources/index.js';
import type { Claimed } from './sources/source.js';

export interface RelayDeps {
  db: Db;
  log: Logger;
  queues: ReadonlyMap<QueueName, JobQueue>;
}

const BATCH = 500;
const FEW_JOBS = 10;

/**
 * Hands what is due to the queues, in bulk. A row counts as handed over only if the queue took it: a crash in
 * between hands it over twice, under the same job id. Answers how many rows it moved.
 */
export async function relayDue({ db, log, queues }: RelayDeps): Promise<number> {
  let moved = 0;
  for (const source of Object.keys(SOURCES) as SourceName[]) {
    if (!(await SOURCES[source].isDue(db))) continue;
    moved += await db.transaction(async (tx) => {
      const claimed = await SOURCES[source].claim(tx, BATCH);
      for (const queue of new Set(claimed.map((row) => row.queue))) {
        const rows = claimed.filter((row) => row.queue === queue);
        if (isQueue(queue))
          await handOver(
            queues.get(queue),
            rows.map((row) => jobOf(source, row)),
          );
        else log.error({ queue, rows: rows.length }, 'work for a queue that does not exist');
        crashPoint('relay.handed_over');
      }
      return claimed.length;
    });
  }
  return moved;
}

/** BullMQ makes temporary tables for each bulk in PostgreSQL, which cost as much as a dozen jobs by themselves. */
async function handOver(
  queue: JobQueue | undefined,
  jobs: Parameters<JobQueue['addBulk']>[0],
): Promise<void> {
  if (jobs.length > FEW_JOBS) await queue?.addBulk(jobs);
  else for (const { name, data, opts } of jobs) await queue?.add(name, data, opts);
}

function jobOf(source: SourceName, { id, failures }: Claimed) {
  const data: JobData = { row: { source, id } };
  return {
    name: source,
    data,
    opts: { jobId: `${id}-${failures}`, removeOnComplete: true, removeOnFail: true },
  };
}

/** Finds again what fell out of the queue store, and objects that nobody is going to read. */
export async function recoverLost({ db, log }: RelayDeps, lost_after_seconds: number): Promise<void> {
  for (const [name, source] of Object.entries(SOURCES)) {
    const reclaimed = await source.reclaim(db, lost_after_seconds);
    if (reclaimed > 0) log.warn({ source: name, rows: reclaimed }, 'handed over again');
  }
  const abandoned = await abandonedObjects(db, BATCH);
  await db.transaction(async (tx) => {
    for (const { type, id, wanted } of abandoned) {
      await enqueue(tx, { queue: 'stripe-objects', payload: { type, id }, key: `abandoned:${id}:${wanted}` });
    }
  });
}

/** Done work is only kept for a look back. */
export async function forgetDone({ db }: RelayDeps): Promise<void> {
  await db.query(
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox WHERE done_at < app.now() - interval '7 days' LIMIT 10000)`,
  );
}
