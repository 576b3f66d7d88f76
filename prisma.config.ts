import { defineConfig } from 'prisma/config';

/** For `prisma generate`, and for `prisma migrate` where its engine can be had; here migrations are applied by `bin/quickscale migrate`. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.MIGRATE_DATABASE_URL ? { datasource: { url: process.env.MIGRATE_DATABASE_URL } } : {}),
});
