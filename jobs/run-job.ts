import type { Job } from 'bullmq';
import { crashPoint } from '../src/platform/crash.js';
import type { JobData, RowRef } from './backend.js';
import { PROCESSORS } from './processors/index.js';
import type { JobDeps } from './processors/processor.js';
import { backoffSeconds, definitionOf, type QueueName } from './queues.js';
import { SOURCES } from './sources/index.js';

/** A failure that is written down in the job's row already. */
class Recorded extends Error {
  constructor(readonly error: Error) {
    super(error.message, { cause: error });
  }
}

/** Runs one job: the processor with the payload of its row, then the row's end. What is done already is left alone. */
export async function runJob(
  deps: JobDeps,
  name: QueueName,
  { data }: Pick<Job<JobData>, 'data'>,
): Promise<void> {
  const { row } = data;
  if (!row) {
    await PROCESSORS[name](deps, {});
    return;
  }
  const source = SOURCES[row.source];
  const work = await source.load(deps.db, row.id);
  if (!work) return;
  try {
    await PROCESSORS[name](deps, work.payload);
    crashPoint('job.before_done');
    await source.done(deps.db, work);
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    await recordFailure(deps, name, row, fault);
    throw new Recorded(fault);
  }
}

/** What BullMQ gives up by itself, because the process died more than once over it, counts as a failure too. */
export async function onJobFailed(
  deps: JobDeps,
  name: QueueName,
  job: Pick<Job<JobData>, 'data'> | undefined,
  error: Error,
): Promise<void> {
  const fault = error instanceof Recorded ? error.error : error;
  deps.log.warn({ queue: name, job: job?.data, error: fault.message }, 'job failed');
  if (job?.data.row && !(error instanceof Recorded)) await recordFailure(deps, name, job.data.row, error);
}

async function recordFailure(
  { db, log }: JobDeps,
  name: QueueName,
  { source, id }: RowRef,
  error: Error,
): Promise<void> {
  const work = await SOURCES[source].load(db, id);
  if (!work) return;
  const failures = work.failures + 1;
  const seconds = failures < definitionOf(name).attempts ? backoffSeconds(failures) : null;
  if (seconds === null)
    log.error({ queue: name, row_id: id, error: error.message }, 'given up: waits for an operator');
  await SOURCES[source].failed(db, id, { error: `${error.name}: ${error.message}`, seconds });
}
