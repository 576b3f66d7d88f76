/** A process of its own that runs PostgreSQL in the directory it is given, to be killed by a test. */
import { startPostgres } from '../../sandbox/postgres.js';

const server = await startPostgres({ dir: process.argv[2] ?? '', durable: true });
process.send?.(server.url());
// Listening to the channel keeps this process alive.
process.on('disconnect', () => process.exit());
