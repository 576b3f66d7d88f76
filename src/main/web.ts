import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStripe } from '../billing/index.js';
import { createApp } from '../http/app.js';
import type { SandboxExtras } from '../http/deps.js';
import type { ReadinessCheck } from '../http/health.js';
import { type Config, readConfig } from '../platform/config.js';
import { type Db, openDb } from '../platform/db.js';
import { createLogger } from '../platform/log.js';
import { pendingMigrations } from '../platform/migrations.js';
import { isMain, stopOnSignal } from './process.js';

/** How long requests may still take when the process is asked to stop. */
const DRAIN_MS = 10_000;

export type RunningWeb = { port: number; close: () => Promise<void> };

/**
 * Puts the web process together; nothing runs before `listen()`. `extras` are a sandbox's additions: only its own
 * composition root has any.
 */
export function composeWeb(config: Config, extras?: SandboxExtras): { listen: () => Promise<RunningWeb> } {
  return {
    listen: async () => {
      const log = createLogger(config.LOG_LEVEL, 'web');
      const db = openDb(config.DATABASE_URL, { max: 20, application_name: 'quickscale-web' });
      const deps = { db, config, log, stripe: createStripe(config), ...(extras ? { extras } : {}) };
      const { app, close } = createApp(deps, readinessChecks(db));
      const server = createServer(app);
      const port = await listen(server, config);
      log.info({ port }, 'web is listening');
      return {
        port,
        close: async () => {
          await drain(server);
          await close();
          await db.close();
        },
      };
    },
  };
}

function readinessChecks(db: Db): ReadinessCheck[] {
  return [
    { name: 'database', check: async () => void (await db.one('SELECT 1')) },
    { name: 'migrations', check: () => requireMigrated(db) },
  ];
}

async function requireMigrated(db: Db): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) throw new Error(`not applied: ${pending.join(', ')}`);
}

async function listen(server: Server, { PORT, HOST }: Config): Promise<number> {
  server.listen(PORT, HOST);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Takes no new requests, lets running ones end, and cuts what is still there after a while. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

if (isMain(import.meta.url)) {
  const web = await composeWeb(readConfig(process.env)).listen();
  stopOnSignal(web.close);
}
