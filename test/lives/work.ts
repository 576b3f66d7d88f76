import type { JobDeps } from '../../jobs/processors/processor.js';
import { definitionOf, isQueue, QUEUE_NAMES, type QueueName } from '../../jobs/queues.js';
import { runJob } from '../../jobs/run-job.js';
import { SOURCES, type SourceName } from '../../jobs/sources/index.js';
import type { Db } from '../../src/platform/db.js';

const BATCH = 500;
const AT_ONCE = 4;
const FAILURES_MAX = 8;

/** These ask Stripe for all that it has: a life says itself when they run. */
const ASKED_FOR: readonly QueueName[] = ['event-sweep', 'catalogue'];

/**
 * Does all work that waits, the relay's and the workers' part without a queue store between, and answers how much it
 * was. What fails is tried again at once.
 *
 * @throws Error with what fails again and again
 */
export async function doWork(deps: JobDeps): Promise<number> {
  let done = 0;
  for (;;) {
    const round = await doRound(deps);
    done += round;
    if (round === 0 && (await hurryRetries(deps.db)) === 0) return done;
  }
}

/** Runs what the schedules run by themselves, once. */
export async function keepSchedules(deps: JobDeps): Promise<void> {
  for (const name of QUEUE_NAMES)
    if (definitionOf(name).every_seconds !== undefined && !ASKED_FOR.includes(name))
      await runJob(deps, name, { data: {} });
}

async function doRound(deps: JobDeps): Promise<number> {
  let done = 0;
  for (const source of Object.keys(SOURCES) as SourceName[]) {
    const rows = await deps.db.transaction((tx) => SOURCES[source].claim(tx, BATCH));
    const jobs = rows.map(({ id, queue }) => async () => {
      if (!isQueue(queue)) throw new Error(`work for ${queue}, which is no queue`);
      // Its failure is written down in its row.
      await runJob(deps, queue, { data: { row: { source, id } } }).catch(() => undefined);
    });
    await Promise.all(Array.from({ length: AT_ONCE }, () => workOff(jobs)));
    done += rows.length;
  }
  return done;
}

async function workOff(jobs: (() => Promise<void>)[]): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job();
}

/** Answers how much of what failed is due at once now. */
async function hurryRetries(db: Db): Promise<number> {
  const failed = await db.query<{ attempts: number; error: string }>(
    `WITH events AS (UPDATE stripe_events SET run_at = app.now() WHERE state = 'failed' RETURNING attempts, error),
          jobs AS (UPDATE outbox SET run_at = app.now()
                   WHERE done_at IS NULL AND dead_at IS NULL AND attempts > 0 RETURNING attempts, error)
     SELECT * FROM events UNION ALL SELECT * FROM jobs`,
  );
  const hopeless = failed.find(({ attempts }) => attempts > FAILURES_MAX);
  if (hopeless) throw new Error(`work fails again and again: ${hopeless.error}`);
  return failed.length;
}
