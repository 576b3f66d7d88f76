import { type Job, Queue, Worker } from 'bullmq';
import type { Config } from '../src/platform/config.js';
import { openPostgresStore } from './postgres-store.js';
import type { QueueName } from './queues.js';
import type { SourceName } from './sources/index.js';

/** Where a job's work stands. */
export interface RowRef {
  source: SourceName;
  id: string;
}

/** A job carries no more than the place of its work; a scheduled one nothing at all. */
export interface JobData {
  row?: RowRef;
}

export interface JobQueue
  extends Pick<
    Queue<JobData, void>,
    | 'add'
    | 'addBulk'
    | 'getJobScheduler'
    | 'upsertJobScheduler'
    | 'removeJobScheduler'
    | 'getJobCounts'
    | 'close'
  > {
  on(event: 'error', listener: (error: Error) => void): unknown;
}
export interface JobWorker extends Pick<Worker, 'run' | 'close' | 'waitUntilReady'> {
  on(event: 'failed', listener: (job: Job<JobData, void> | undefined, error: Error) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface WorkerSettings {
  concurrency: number;
  /** How long a job stays taken by a process that no longer lives. */
  lock_ms: number;
  run(job: Job<JobData>): Promise<void>;
}

/** Where BullMQ keeps its queues. Everything in it can be lost. */
export interface QueueStore {
  queue(name: QueueName): JobQueue;
  worker(name: QueueName, settings: WorkerSettings): JobWorker;
  /** After all queues and workers are closed. */
  close(): Promise<void>;
}

/** Redis when `REDIS_URL` is set, otherwise the same PostgreSQL, in a schema of its own. */
export function openQueueStore(config: Pick<Config, 'DATABASE_URL' | 'REDIS_URL'>): QueueStore {
  return config.REDIS_URL ? onRedis(config.REDIS_URL) : onPostgres(config.DATABASE_URL);
}

const PREFIX = 'quickscale';

function onRedis(url: string): QueueStore {
  // Handing over fails while Redis is away: the relay's rows must not stay locked, and it tries again by itself.
  const producer = { url, maxRetriesPerRequest: 1, enableOfflineQueue: false };
  const consumer = { url, maxRetriesPerRequest: null };
  return {
    queue: (name) => new Queue<JobData, void>(name, { connection: producer, prefix: PREFIX }),
    worker: (name, settings) =>
      new Worker<JobData, void>(name, settings.run, {
        connection: consumer,
        prefix: PREFIX,
        ...optionsOf(settings),
      }),
    close: async () => undefined,
  };
}

function onPostgres(url: string): QueueStore {
  const { backend, pool, close } = openPostgresStore(url);
  return {
    queue: (name) => new Queue(name, { connection: pool }, backend),
    worker: (name, settings) =>
      new Worker(name, settings.run, { connection: pool, ...optionsOf(settings) }, backend),
    close,
  };
}

/** Tries are counted in PostgreSQL, so a job has one; what is over leaves no trace in the store. */
function optionsOf({ concurrency, lock_ms }: WorkerSettings) {
  return {
    autorun: false,
    concurrency,
    lockDuration: lock_ms,
    stalledInterval: lock_ms,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
}
