import pg from 'pg';
import { createClock, installSandboxClock, moveSandboxClock } from '../../../sandbox/clock.js';
import { type Summary, seedHistory } from '../../../sandbox/history.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { CREDENTIALS, NOW } from './year.js';

export type Seeded = {
  quickscale: TestDatabase;
  stripe: SandboxStripe;
  summary: Summary;
  /** Rows of QuickScale's side. */
  ours: <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** Rows of Stripe's side: its table is `objects (id, type, doc, hidden)`. */
  theirs: <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
  close: () => Promise<void>;
};

/** Both sides of a seeded year, at the moment that it ends, in databases of this test's own. */
export async function seedBothSides({
  seed = 1,
  customers,
}: {
  seed?: number;
  customers: number;
}): Promise<Seeded> {
  const quickscale = await createTestDatabase();
  const ahead_ms = NOW.getTime() - Date.now();
  const stripe = await startSandboxStripe({ clock: createClock(ahead_ms) });
  const theirs = new pg.Pool({ connectionString: stripe.databaseUrl, max: 2 });
  const { ownerUrl } = quickscale;
  const stripeDatabaseUrl = stripe.databaseUrl;
  const summary = await seedHistory({
    ownerUrl,
    stripeDatabaseUrl,
    seed,
    now: NOW,
    customers,
    credentials: CREDENTIALS,
  });
  // As Stripe's: what is read again must not find that time went on.
  await installSandboxClock(ownerUrl);
  await moveSandboxClock(ownerUrl, ahead_ms);
  return {
    quickscale,
    stripe,
    summary,
    ours: (sql, values) => quickscale.db.query(sql, values),
    theirs: async (sql, values) => (await theirs.query(sql, values)).rows,
    close: async () => {
      await theirs.end();
      await stripe.close();
      await quickscale.close();
    },
  };
}
