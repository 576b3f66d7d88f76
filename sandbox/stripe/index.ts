import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, createClock } from '../clock.js';
import { createApp } from './app.js';
import { type Background, startBackground } from './background.js';
import { transact, type World } from './call.js';
import { createTables, openPool } from './database.js';
import { configureEndpoint } from './resources/webhook-endpoints.js';
import { TIMERS } from './routes.js';
import { readSetting } from './settings.js';
import { releaseLeases } from './webhooks.js';

export { openPool } from './database.js';
export { writeObjects } from './store.js';

export interface StripeOptions {
  /** The simulator's own database; its tables are made at the first start. */
  databaseUrl: string;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Where browsers reach the hosted pages, when that is not where the server listens. */
  publicUrl?: string;
  /** The API key that callers must send. */
  secretKey: string;
  /** Where webhooks go at first; `POST /_sandbox/webhooks/endpoint` moves it. */
  webhook?: { url: string; secret: string };
  /** Give one to hear of its moves; its offset is taken from the database at the start. */
  clock?: Clock;
}

export interface RunningStripe {
  url: string;
  port: number;
  /** Stops after the calls and deliveries under way. What is left goes on at the next start. */
  close(): Promise<void>;
}

/** Starts the simulated Stripe. All its state is in the database: it can be killed at any time. */
export async function startStripe(options: StripeOptions): Promise<RunningStripe> {
  const { databaseUrl, host = '127.0.0.1', port = 0, secretKey, webhook, clock = createClock() } = options;
  const pool = openPool(databaseUrl);
  await createTables(pool);
  await releaseLeases(pool);
  const offsetMs = await readSetting(pool, 'clock_offset_ms');
  if (offsetMs !== null) await clock.moveTo(offsetMs);

  let url = options.publicUrl ?? '';
  let background: Background | null = null;
  const world: World = { pool, clock, secretKey, publicUrl: () => url, wake: () => background?.wake() };
  const server = await listen(createApp(world).listen(port, host));
  const bound = (server.address() as AddressInfo).port;
  const ownUrl = `http://${host}:${bound}`;
  url ||= ownUrl;
  if (webhook) await transact(world, {}, (call) => configureEndpoint(call, webhook));
  const running = startBackground(world, TIMERS);
  background = running;

  return {
    url: ownUrl,
    port: bound,
    async close() {
      await closeServer(server);
      await running.stop();
      await pool.end();
    },
  };
}

/** As long as Stripe's own, so that the SDK does not meet a connection that was closed a moment ago. */
const KEEP_ALIVE_MS = 60_000;

async function listen(server: Server): Promise<Server> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await once(server, 'listening');
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy a moment ago is kept alive by its client, so idle ones are swept until none is left.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await closed;
  clearInterval(sweep);
}
