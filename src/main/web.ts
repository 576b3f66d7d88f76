import express from 'express';
import { BOARD_PATH, createAdmin } from '../../admin/index.js';
import { openQueueStore } from '../../jobs/backend.js';
import { openBoard } from '../../jobs/board.js';
import { createStripe } from '../billing/index.js';
import { createSpender } from '../credits/index.js';
import { createApp } from '../http/app.js';
import type { SandboxExtras } from '../http/deps.js';
import { createMetrics } from '../http/metrics.js';
import { receiptFile } from '../http/portal/receipt-file.js';
import { BRAND } from '../http/views.js';
import { type Config, readConfig } from '../platform/config.js';
import { openDb } from '../platform/db.js';
import { createLogger } from '../platform/log.js';
import { isMain, stopOnSignal } from './process.js';
import { openReadiness } from './readiness.js';
import { serve } from './serve.js';

export type RunningWeb = { port: number; close: () => Promise<void> };

/**
 * Puts the web process together; nothing runs before `listen()`. `extras` are a sandbox's additions: only its own
 * composition root has any.
 */
export function composeWeb(config: Config, extras?: SandboxExtras): { listen: () => Promise<RunningWeb> } {
  return { listen: () => listen(config, extras) };
}

async function listen(config: Config, extras: SandboxExtras | undefined): Promise<RunningWeb> {
  const log = createLogger(config.LOG_LEVEL, 'web');
  const db = openDb(config.DATABASE_URL, { max: 20, application_name: 'quickscale-web' });
  const store = openQueueStore(config);
  const readiness = openReadiness(db, store);
  const board = openBoard(store, { log, path: BOARD_PATH });
  const metrics = createMetrics(db);
  const sandboxed = extras ? { extras } : {};
  const stripe = createStripe(config);
  const admin = await createAdmin({
    db,
    config,
    log,
    stripe,
    queueBoard: board.handler,
    receiptFile: (payment_id) => receiptFile({ db, config }, { payment_id, brand: BRAND }),
    ...sandboxed,
  });
  const spender = createSpender(db);
  const deps = { db, spender, config, log, stripe, admin, ...sandboxed };
  const { app, close } = createApp(deps, { checks: readiness.checks, metrics });
  const server = await serve(app, config.PORT, config.HOST);
  const metricsServer =
    config.METRICS_PORT === undefined
      ? undefined
      : await serve(express().use(metrics.page), config.METRICS_PORT, config.HOST);
  log.info({ port: server.port }, 'web is listening');
  return {
    port: server.port,
    close: async () => {
      await Promise.all([server.close(), metricsServer?.close()]);
      await board.close();
      await Promise.all([close(), readiness.close(), spender.close()]);
      await db.close();
    },
  };
}

if (isMain(import.meta.url)) {
  const web = await composeWeb(readConfig(process.env)).listen();
  stopOnSignal(web.close);
}
