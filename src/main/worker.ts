import { type JobPace, type RunningWorkers, startWorkers } from '../../jobs/start-workers.js';
import { createStripe } from '../billing/index.js';
import { createMailTransport } from '../mail/index.js';
import { type Config, readConfig } from '../platform/config.js';
import { openDb } from '../platform/db.js';
import { createLogger } from '../platform/log.js';
import { enqueue } from '../platform/outbox.js';
import { isMain, stopOnSignal } from './process.js';

/** Jobs wait for Stripe and the mail server, not for PostgreSQL; each connection costs it memory, and its start time. */
const CONNECTIONS_MAX = 8;

/**
 * Puts the worker process together; nothing runs before `start()`. `pace` is for who cannot wait as long as
 * production does.
 */
export function composeWorker(
  config: Config,
  pace: Partial<JobPace> = {},
): { start: () => Promise<RunningWorkers> } {
  return {
    start: async () => {
      const log = createLogger(config.LOG_LEVEL, 'worker');
      const db = openDb(config.DATABASE_URL, { max: CONNECTIONS_MAX, application_name: 'quickscale-worker' });
      const mail = createMailTransport(config);
      const running = await startWorkers({ db, stripe: createStripe(config), mail, log }, config, pace);
      await db.transaction((tx) => enqueue(tx, { queue: 'catalogue' }));
      log.info('worker is running');
      return {
        close: async () => {
          await running.close();
          mail.smtp.close();
          await db.close();
        },
      };
    },
  };
}

if (isMain(import.meta.url)) {
  const worker = await composeWorker(readConfig(process.env)).start();
  stopOnSignal(worker.close);
}
