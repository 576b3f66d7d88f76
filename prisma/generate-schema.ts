/**
 * `npm run prisma:pull`, after a migration was written: brings schema.prisma into line with what the migrations
 * make, as `prisma db pull` would. Names given by hand stay; what is new gets Prisma's names until it is renamed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareDatabase } from '../sandbox/database.js';
import { startPostgres } from '../sandbox/postgres.js';
import { migrate } from '../src/platform/migrate.js';
import { fromRoot } from '../src/platform/root.js';
import { openSchemaEngine } from './schema-engine.js';

const file = fromRoot('prisma/schema.prisma');
/** Prisma's notices about what it cannot express; nearly every table here has a CHECK. */
const NOTICES = /^\/\/\/ This (table|model) contains .* Visit https:\/\/pris\.ly\/.*\n/gm;

const dir = await mkdtemp(path.join(tmpdir(), 'quickscale-pull-'));
const server = await startPostgres({ dir, durable: false });
try {
  const { ownerUrl } = await prepareDatabase(server, 'pull');
  await migrate(ownerUrl);
  const engine = await openSchemaEngine(ownerUrl);
  const schema = await engine.pull(await readFile(file, 'utf8'));
  await engine.close();
  await writeFile(file, schema.replace(NOTICES, ''));
} finally {
  await server.stop();
  await rm(dir, { recursive: true });
}
