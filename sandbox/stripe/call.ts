import type pg from 'pg';
import type { Clock } from '../clock.js';

/** What lives as long as the process does. */
export interface World {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly secretKey: string;
  /** Where browsers reach the hosted pages, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Tells the background loops that they have been left work. */
  readonly wake: () => void;
}

/** One piece of work in one transaction: an API request, a click on a hosted page, a timer. */
export interface Call {
  readonly tx: pg.ClientBase;
  /** Simulated time in Unix seconds, the same through the whole call. */
  readonly now: number;
  readonly publicUrl: string;
  /** What the events of this call name as their cause; nulls when nobody called the API. */
  readonly request: { id: string | null; idempotency_key: string | null };
  /** Events are stored, but no webhook tells of them. */
  readonly silent: boolean;
  /** The background loops are to look when this call is over: it set a timer or told of an event. */
  readonly leaveWork: () => void;
}

export type CallOrigin = Partial<Pick<Call, 'now' | 'request' | 'silent'>>;

/** Runs one call in its own transaction and wakes the background loops when it has left them work: most only read. */
export async function transact<T>(
  world: World,
  origin: CallOrigin,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const tx = await world.pool.connect();
  let leftWork = false;
  try {
    await tx.query('begin');
    const result = await work({
      tx,
      now: Math.floor(world.clock.now().getTime() / 1000),
      publicUrl: world.publicUrl(),
      request: { id: null, idempotency_key: null },
      silent: false,
      leaveWork: () => {
        leftWork = true;
      },
      ...origin,
    });
    await tx.query('commit');
    return result;
  } catch (error) {
    await tx.query('rollback');
    throw error;
  } finally {
    tx.release();
    if (leftWork) world.wake();
  }
}
