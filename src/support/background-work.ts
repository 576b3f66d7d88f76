import { type Actor, audit, may, requirePermission } from '../accounts/index.js';
import type { Queryable, Tx } from '../platform/db.js';
import { NotFound } from '../platform/errors.js';
import { isUuid } from '../platform/ids.js';

/** Work that was given up after its last try. `payload` names what it is about. */
export interface DeadWork {
  readonly id: string;
  readonly queue: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly error: string | null;
  readonly created_at: Date;
  readonly dead_at: Date;
}

/** One of Stripe's events that was given up. */
export interface DeadEvent {
  readonly id: string;
  readonly type: string;
  readonly object_id: string | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly received_at: Date;
}

/** What waits in a queue: due now, later because a try failed, and the oldest that is due. */
export interface QueueDepth {
  readonly queue: string;
  readonly due: number;
  readonly failing: number;
  readonly oldest_due_at: Date | null;
}

export interface BackgroundWork {
  readonly dead: readonly DeadWork[];
  readonly events: readonly DeadEvent[];
  readonly depths: readonly QueueDepth[];
  readonly may: { readonly retry_work: boolean; readonly retry_events: boolean };
}

const ROWS = 100;

/** What runs behind the pages and where it is stuck, the latest first. @throws Forbidden */
export async function backgroundWork(db: Queryable, actor: Actor): Promise<BackgroundWork> {
  requirePermission(actor, 'queues.read');
  const [dead, events, depths] = await Promise.all([deadWork(db), deadEvents(db), queueDepths(db)]);
  const retry_work = may(actor.role, 'queues.write');
  return { dead, events, depths, may: { retry_work, retry_events: may(actor.role, 'events.replay') } };
}

function deadWork(db: Queryable): Promise<DeadWork[]> {
  return db.query<DeadWork>(
    `SELECT id, queue, payload, attempts, error, created_at, dead_at FROM outbox
     WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT ${ROWS}`,
  );
}

function deadEvents(db: Queryable): Promise<DeadEvent[]> {
  return db.query<DeadEvent>(
    `SELECT id, type, object_id, attempts, error, received_at FROM stripe_events
     WHERE state = 'dead' ORDER BY received_at DESC, id DESC LIMIT ${ROWS}`,
  );
}

function queueDepths(db: Queryable): Promise<QueueDepth[]> {
  return db.query<QueueDepth>(
    `SELECT queue, count(*) FILTER (WHERE run_at <= app.now()) AS due, count(*) FILTER (WHERE attempts > 0) AS failing,
            min(run_at) FILTER (WHERE run_at <= app.now()) AS oldest_due_at
     FROM (SELECT queue, run_at, attempts FROM outbox WHERE done_at IS NULL AND dead_at IS NULL
           UNION ALL
           SELECT 'stripe-events', run_at, attempts FROM stripe_events WHERE state IN ('received', 'failed')) open
     GROUP BY queue ORDER BY due DESC, queue`,
  );
}

/**
 * Has work that was given up tried again from the beginning. Safe at any time: each job may run twice.
 * @throws Forbidden, NotFound
 */
export async function retryDeadWork(tx: Tx, { actor, id }: { actor: Actor; id: string }): Promise<void> {
  requirePermission(actor, 'queues.write');
  const work = isUuid(id)
    ? await tx.maybeOne<{ queue: string; error: string | null; attempts: number }>(
        'SELECT queue, error, attempts FROM outbox WHERE id = $1 AND dead_at IS NOT NULL FOR UPDATE',
        [id],
      )
    : undefined;
  if (!work) throw new NotFound('This is not given up: it is done, or tried again already.');
  await tx.query(
    'UPDATE outbox SET dead_at = NULL, attempts = 0, relayed_at = NULL, run_at = app.now() WHERE id = $1',
    [id],
  );
  await audit(tx, {
    actor,
    action: 'queue.retry',
    subject: { type: 'job', id },
    before: { queue: work.queue, state: 'dead', attempts: work.attempts },
    after: { queue: work.queue, state: 'waiting', attempts: 0 },
  });
}
