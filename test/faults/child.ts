/**
 * One process of the product, for tests that kill it: `worker` is the product's own; `web` is what of the web
 * process takes part in a purchase or a refund, with two plain routes in place of the pages.
 */
import { once } from 'node:events';
import express from 'express';
import { createStripe, requestRefund, startCheckout } from '../../src/billing/index.js';
import { stripeWebhook } from '../../src/http/webhook.js';
import { stopOnSignal } from '../../src/main/process.js';
import { composeWorker } from '../../src/main/worker.js';
import { type Config, readConfig } from '../../src/platform/config.js';
import { type CrashPoint, onCrashPoint } from '../../src/platform/crash.js';
import { openDb } from '../../src/platform/db.js';
import { createLogger } from '../../src/platform/log.js';

const PACE = { poll_ms: 50, lock_ms: 1500, lost_after_seconds: 2 };

async function serveWeb(config: Config): Promise<void> {
  const db = openDb(config.DATABASE_URL, { max: 5 });
  const deps = { db, config, stripe: createStripe(config), log: createLogger(config.LOG_LEVEL, 'web') };
  const app = express().use(stripeWebhook(deps)).use(express.json());
  app.post('/checkout', async (req, res) => res.json(await startCheckout(deps, req.body)));
  app.post('/refund', async (req, res) =>
    res.json(await db.transaction((tx) => requestRefund(tx, req.body))),
  );
  await once(app.listen(config.PORT, '127.0.0.1'), 'listening');
}

interface Fate {
  point: CrashPoint;
  nth: number;
  signal?: 'SIGKILL' | 'SIGSTOP';
}

/** The test says where this process dies or stands still, and at which time that it comes there; as often as it likes. */
process.on('message', ({ point: asked, nth, signal = 'SIGKILL' }: Fate) => {
  let left = nth;
  onCrashPoint((point) => {
    if (point !== asked) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, signal);
  });
});

const config = readConfig(process.env);
if (process.argv[2] === 'web') await serveWeb(config);
else stopOnSignal((await composeWorker(config, PACE).start()).close);
process.send?.('ready');
process.once('disconnect', () => process.exit(0));
