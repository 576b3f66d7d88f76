import type { JobQueue } from './backend.js';
import { definitionOf, type QueueName } from './queues.js';

/** A schedule whose next run is due this much longer than its whole interval has lost it. */
const OVERDUE_MS = 30_000;

/**
 * Makes the store's schedules those of the table: at the start, after the store was lost, and where a process died
 * between taking one run and planning the next. Any number of workers may do so at once: a queue has one schedule.
 */
export async function keepSchedules(queues: ReadonlyMap<QueueName, JobQueue>): Promise<void> {
  for (const [name, queue] of queues) {
    const { every_seconds } = definitionOf(name);
    const kept = await queue.getJobScheduler(name);
    if (every_seconds !== undefined) await keepOne(queue, { name, every: every_seconds * 1000, kept });
    else if (kept) await queue.removeJobScheduler(name);
  }
}

interface Wanted {
  name: QueueName;
  /** Milliseconds. */
  every: number;
  kept: { every?: number; next?: number } | null | undefined;
}

async function keepOne(queue: JobQueue, { name, every, kept }: Wanted): Promise<void> {
  const isAlive = (kept?.next ?? 0) + every + OVERDUE_MS > Date.now();
  if (kept?.every === every && isAlive) return;
  await queue.upsertJobScheduler(
    name,
    { every },
    { name: 'schedule', data: {}, opts: { removeOnComplete: true, removeOnFail: true } },
  );
}
