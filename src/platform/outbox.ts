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
export async function enqueue(tx: Tx, { queue, payload = {}, key, run_at }: Enqueue): Promise<void> {
  await tx.query(
    `INSERT INTO outbox (queue, payload, key, run_at) VALUES ($1, $2, $3, coalesce($4, app.now()))
     ON CONFLICT (key) DO NOTHING`,
    [queue, payload, key ?? null, run_at ?? null],
  );
}
