import { ensureCatalogue } from '../../sandbox/catalogue.js';
import { freePort } from '../../sandbox/free-port.js';
import { createStripe, syncCatalogue } from '../../src/billing/index.js';
import type { SandboxExtras } from '../../src/http/deps.js';
import { composeWeb } from '../../src/main/web.js';
import { composeWorker } from '../../src/main/worker.js';
import { readConfig } from '../../src/platform/config.js';
import { seedServices } from '../../src/services/index.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from './sandbox-stripe.js';

export type Shop = TestDatabase & {
  url: string;
  stripe: SandboxStripe;
  /** Starts the worker: until then Stripe's events lie in the inbox. `close` ends it. */
  startWork: () => Promise<void>;
};

const WEBHOOK_SECRET = 'whsec_of_the_test_shop';
/** Mail waits in the outbox: nobody listens here. */
const SMTP_URL = 'smtp://127.0.0.1:9';

/** The whole product with something to sell: web, simulated Stripe and database; the worker when asked for. */
export async function startShop({ extras }: { extras?: SandboxExtras } = {}): Promise<Shop> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stripe = await startSandboxStripe({
    webhook: { url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET },
  });
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: stripe.url(),
    SESSION_SECRET: 'a secret that is long enough for tests',
    SMTP_URL,
    MAIL_FROM: 'QuickScale <test@example.com>',
    LOG_LEVEL: 'silent',
  });
  await ensureCatalogue(stripe.stripe);
  await syncCatalogue({ db: database.db, stripe: createStripe(config) });
  await database.db.transaction(seedServices);
  const web = await composeWeb(config, extras).listen();
  const started: { close: () => Promise<void> }[] = [web, stripe, database];
  return {
    ...database,
    url,
    stripe,
    startWork: async () => {
      started.unshift(await composeWorker(config, { poll_ms: 50 }).start());
    },
    close: async () => {
      for (const { close } of started) await close();
    },
  };
}
