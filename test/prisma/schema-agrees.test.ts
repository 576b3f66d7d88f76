import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../build/prisma/client.js';
import { datamodel } from '../../build/prisma/datamodel.js';
import { openSchemaEngine, type SchemaEngine } from '../../prisma/schema-engine.js';
import { fromRoot } from '../../src/platform/root.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let engine: SchemaEngine;
let owner: pg.Client;
let schema: string;

beforeAll(async () => {
  schema = await readFile(fromRoot('prisma/schema.prisma'), 'utf8');
  database = await createTestDatabase();
  engine = await openSchemaEngine(database.ownerUrl);
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await engine.close();
  await owner.end();
  await database.close();
});

test('schema.prisma and the migrated database agree; where not, run `npm run prisma:pull`', async () => {
  expect(await engine.difference(schema)).toBeNull();
});

test.each([
  ['a column that the schema lacks', 'ALTER TABLE users ADD planted text', 'DROP COLUMN "planted"'],
  [
    'a column that the database lacks',
    'ALTER TABLE notes DROP COLUMN body',
    'ADD COLUMN     "body" TEXT NOT NULL',
  ],
  [
    'another type',
    'ALTER TABLE prices ALTER unit_amount_minor TYPE integer',
    '"unit_amount_minor" SET DATA TYPE BIGINT',
  ],
  ['another nullability', 'ALTER TABLE products ALTER fault SET NOT NULL', '"fault" DROP NOT NULL'],
  ['a unique that is gone', 'ALTER TABLE prices DROP CONSTRAINT prices_stripe_id_key', 'CREATE UNIQUE INDEX'],
  [
    'a foreign key that is gone',
    'ALTER TABLE notes DROP CONSTRAINT notes_author_id_fkey',
    'FOREIGN KEY ("author_id")',
  ],
  ['another primary key', 'ALTER TABLE recovery_codes DROP CONSTRAINT recovery_codes_pkey', 'PRIMARY KEY'],
  ['a table that the schema lacks', 'CREATE TABLE planted (id int PRIMARY KEY)', 'DROP TABLE "planted"'],
])('%s is told', async (_what, change, told) => {
  const other = await createTestDatabase();
  const otherEngine = await openSchemaEngine(other.ownerUrl);
  const client = new pg.Client({ connectionString: other.ownerUrl });
  await client.connect();
  await client.query(change);
  expect(await otherEngine.difference(schema)).toContain(told);
  await client.end();
  await otherEngine.close();
  await other.close();
});

test('the generated client reads every model, through the role of the application', async () => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) });
  for (const { name } of datamodel.models) {
    const delegate = Reflect.get(prisma, name.charAt(0).toLowerCase() + name.slice(1)) as {
      findFirst: () => Promise<unknown>;
    };
    expect([name, await delegate.findFirst()]).toEqual([name, null]);
  }
  await prisma.$disconnect();
});

test('the data model for the back office knows ids, required fields and tables', () => {
  const wallet = datamodel.models.find(({ name }) => name === 'Wallet');
  expect(wallet?.dbName).toBe('wallets');
  expect(wallet?.fields.find(({ name }) => name === 'id')).toMatchObject({
    isId: true,
    isRequired: true,
    type: 'String',
  });
});
