import path from 'node:path';
import { migrate } from '../../src/platform/migrate.js';
import { installSandboxClock } from '../clock.js';
import { type DatabaseUrls, prepareDatabase } from '../database.js';
import { startPostgres } from '../postgres.js';
import { progress } from './progress.js';
import type { Stops } from './stops.js';

/** The product's database, migrated and with a clock that can be moved, and the simulated Stripe's own. */
export type Databases = { product: DatabaseUrls; stripe: DatabaseUrls };

/** @param from.anew where an earlier start was cut off before the databases were filled */
export async function startDatabases(from: { dir: string; anew: boolean; stops: Stops }): Promise<Databases> {
  const { dir, anew, stops } = from;
  const server = await progress('PostgreSQL', () =>
    startPostgres({ dir: path.join(dir, 'postgres'), durable: true }),
  );
  stops.add(server.stop);
  return progress('database', async () => {
    const product = await prepareDatabase(server, 'quickscale', { anew });
    const stripe = await prepareDatabase(server, 'stripe', { anew });
    await migrate(product.ownerUrl);
    await installSandboxClock(product.ownerUrl);
    return { product, stripe };
  });
}
