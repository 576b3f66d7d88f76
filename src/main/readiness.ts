import type { QueueStore } from '../../jobs/backend.js';
import type { ReadinessCheck } from '../http/health.js';
import type { Db } from '../platform/db.js';
import { pendingMigrations } from '../platform/migrations.js';

/** What must work for requests to be served: the database, all migrations in it, and the queue store. */
export function openReadiness(
  db: Db,
  store: QueueStore,
): { checks: ReadinessCheck[]; close: () => Promise<void> } {
  const queue = store.queue('mail');
  return {
    checks: [
      { name: 'database', check: async () => void (await db.one('SELECT 1')) },
      { name: 'migrations', check: () => requireMigrated(db) },
      { name: 'queue', check: async () => void (await queue.getJobCounts()) },
    ],
    close: async () => {
      await queue.close();
      await store.close();
    },
  };
}

async function requireMigrated(db: Db): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) throw new Error(`not applied: ${pending.join(', ')}`);
}
