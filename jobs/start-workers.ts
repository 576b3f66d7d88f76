import { setTimeout } from 'node:timers/promises';
import type { Config } from '../src/platform/config.js';
import { type JobQueue, type JobWorker, openQueueStore, type QueueStore } from './backend.js';
import type { JobDeps } from './processors/processor.js';
import { definitionOf, QUEUE_NAMES, type QueueName } from './queues.js';
import { forgetDone, recoverLost, relayDue } from './relay.js';
import { every, type Repeating } from './repeat.js';
import { onJobFailed, runJob } from './run-job.js';
import { keepSchedules } from './schedules.js';

export interface JobPace {
  /** How often PostgreSQL is asked for due work. */
  poll_ms: number;
  /** How long a job stays taken by a process that no longer lives. */
  lock_ms: number;
  /** When work that was handed over and is not done is handed over again. */
  lost_after_seconds: number;
}

const PACE: JobPace = { poll_ms: 200, lock_ms: 10_000, lost_after_seconds: 60 };
const FORGET_MS = 3_600_000;

/** The store may be away, and its goodbye never come. What it holds is not missed: the work's rows are in PostgreSQL. */
const FAREWELL_MS = 3000;

export interface RunningWorkers {
  /** Takes no new jobs, lets running ones end, closes the store if it answers. */
  close(): Promise<void>;
}

/** Starts the relay, the schedules and a worker for every queue. Several processes may do so side by side. */
export async function startWorkers(
  deps: JobDeps,
  config: Pick<Config, 'DATABASE_URL' | 'REDIS_URL'>,
  pace: Partial<JobPace> = {},
): Promise<RunningWorkers> {
  const { poll_ms, lock_ms, lost_after_seconds } = { ...PACE, ...pace };
  const store = openQueueStore(config);
  const queues = new Map(QUEUE_NAMES.map((name) => [name, openQueue(deps, store, name)]));
  const under_way = new Set<Promise<void>>();
  const workers = QUEUE_NAMES.map((name) => startWorker({ deps, store, lock_ms, under_way }, name));
  const relay = { ...deps, queues };
  const repeating = [
    every(deps.log, poll_ms, () => relayDue(relay)),
    every(deps.log, (lost_after_seconds * 1000) / 4, () => recoverLost(relay, lost_after_seconds)),
    every(deps.log, lost_after_seconds * 1000, () => keepSchedules(queues)),
    every(deps.log, FORGET_MS, () => forgetDone(relay)),
  ];
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return { close: () => stop({ repeating, workers, under_way, queues: [...queues.values()], store }) };
}

function openQueue({ log }: JobDeps, store: QueueStore, name: QueueName): JobQueue {
  const queue = store.queue(name);
  queue.on('error', (error) => log.error({ queue: name, error: error.message }, 'queue error'));
  return queue;
}

interface WorkerContext {
  deps: JobDeps;
  store: QueueStore;
  lock_ms: number;
  /** The jobs that run now. */
  under_way: Set<Promise<void>>;
}

function startWorker({ deps, store, lock_ms, under_way }: WorkerContext, name: QueueName): JobWorker {
  const { concurrency } = definitionOf(name);
  const worker = store.worker(name, {
    concurrency,
    lock_ms,
    run: (job) => {
      const running = runJob(deps, name, job).finally(() => under_way.delete(running));
      under_way.add(running);
      return running;
    },
  });
  worker.on('error', (error) => deps.log.error({ queue: name, error: error.message }, 'worker error'));
  worker.on('failed', (job, error) => {
    onJobFailed(deps, name, job, error).catch((fault: Error) =>
      deps.log.error({ queue: name, error: fault.message }, 'failure not recorded'),
    );
  });
  worker
    .run()
    .catch((error: Error) => deps.log.error({ queue: name, error: error.message }, 'worker stopped'));
  return worker;
}

interface Running {
  repeating: readonly Repeating[];
  workers: readonly JobWorker[];
  under_way: ReadonlySet<Promise<void>>;
  queues: readonly JobQueue[];
  store: QueueStore;
}

async function stop({ repeating, under_way, ...store }: Running): Promise<void> {
  await Promise.all(repeating.map((loop) => loop.stop()));
  const closed = closeStore(store);
  const finished = Promise.allSettled(under_way).then(() =>
    setTimeout(FAREWELL_MS, undefined, { ref: false }),
  );
  await Promise.race([closed, finished]);
}

async function closeStore({
  workers,
  queues,
  store,
}: Pick<Running, 'workers' | 'queues' | 'store'>): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all(queues.map((queue) => queue.close()));
  await store.close();
}
