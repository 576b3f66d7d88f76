import type { EventEmitter } from 'node:events';
import { type BackendFactory, PostgresConnection, PostgresQueueBackend } from 'bullmq';
import pg from 'pg';

/** Queues and workers of one process, all over the same few connections. */
export interface PostgresStore {
  readonly backend: BackendFactory<PostgresQueueBackend, pg.Pool>;
  readonly pool: pg.Pool;
  /** After all queues and workers are closed. */
  close(): Promise<void>;
}

/** One hears of new jobs for all queues; each of the others makes BullMQ's functions ready for itself, so they are few. */
const CONNECTIONS = 1 + 2;

/** What the connection that hears is called: the board finds a queue's workers by it. */
const HEARING = 'quickscale-queue-workers';

/**
 * BullMQ's own factory gives every worker a connection to hear with. All of them hear the same channel: a process
 * with fourteen queues would hold fourteen, and each new job would wake every one of them.
 */
export function openPostgresStore(url: string): PostgresStore {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    keepAlive: true,
    options: '-c search_path=bullmq',
    application_name: 'quickscale-queue',
  });
  const connection = new SharedConnection(pool);
  // Each queue and worker listens for its errors, and for the news that the hearing connection is another one.
  connection.setMaxListeners(0);
  return {
    pool,
    backend: (name, opts, { withBlockingConnection = false } = {}) =>
      new SharedBackend(connection, name, opts, true, withBlockingConnection ? HEARING : undefined),
    close: async () => {
      await connection.end();
      await pool.end();
    },
  };
}

class SharedConnection extends PostgresConnection {
  private hearing: PgListenClient | undefined;

  override async getListenClient(): Promise<PgListenClient> {
    const client = await super.getListenClient();
    if (client !== this.hearing) share(client);
    this.hearing = client;
    return client;
  }

  /** One queue or worker of many goes: the others still need it. */
  override async close(): Promise<void> {}

  end(): Promise<void> {
    return super.close();
  }
}

type PgListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/** Each worker adds its ear, and asks to hear: node-postgres takes one statement at a time. */
function share(client: PgListenClient): void {
  (client as PgListenClient & EventEmitter).setMaxListeners(0);
  const query: PgListenClient['query'] = client.query.bind(client);
  let last: Promise<unknown> = Promise.resolve();
  client.query = (text, params) => {
    const asked = last.then(() => query<never>(text, params));
    last = asked.catch(() => undefined);
    return asked;
  };
}

class SharedBackend extends PostgresQueueBackend {
  /** A process that hears has a worker for every queue. */
  override async getClientList(): Promise<string[]> {
    const lists = await super.getClientList();
    return lists.map((list) => list.replaceAll(`name=${HEARING}`, `name=${this.clientName()}`));
  }
}
