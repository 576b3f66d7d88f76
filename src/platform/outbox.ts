import type { Tx } from './db.js';

export interface Enqueue {
  /** Name of a queue in jobs/queues.ts. */
  queue: string;
  payload?: Readonly<Record<string, unknown>>;
  /** At most one open or finished row per key: a second enqueue with it does nothing. */
  key?: string;
  /** Not before this moment; default now. */
  run_at?: Date;
}

/** Writes work to do in the transaction that causes it; the relay hands it to the queue after the commit. */
export async function enqueue(tx: Tx, work: Enqueue): Promise<void> {
  await enqueueAll(tx, [work]);
}

/** The same for many, in one statement. */
export async function enqueueAll(tx: Tx, work: readonly Enqueue[]): Promise<void> {
  await tx.query(
    `INSERT INTO outbox (queue, payload, key, run_at)
     SELECT queue, coalesce(payload, '{}'), key, coalesce(run_at, app.now())
     FROM jsonb_to_recordset($1) AS work (queue text, payload jsonb, key text, run_at timestamptz)
     ON CONFLICT (key) DO NOTHING`,
    [JSON.stringify(work)],
  );
}
