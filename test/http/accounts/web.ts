import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStripe } from '../../../src/billing/stripe/client.js';
import { createSpender, type Spender } from '../../../src/credits/index.js';
import { createApp } from '../../../src/http/app.js';
import type { SandboxExtras } from '../../../src/http/deps.js';
import { readConfig } from '../../../src/platform/config.js';
import { createLogger } from '../../../src/platform/log.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

export type Web = TestDatabase & { url: string; spender: Spender };

/** The whole web on a free port of 127.0.0.1 with a database of its own; a proxy in front may name the client. */
export async function startWeb({
  extras,
  settings = {},
}: {
  extras?: SandboxExtras;
  settings?: Record<string, string>;
} = {}): Promise<Web> {
  const database = await createTestDatabase();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = readConfig({
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    STRIPE_SECRET_KEY: 'sk_test_none',
    STRIPE_WEBHOOK_SECRET: 'whsec_none',
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    SESSION_SECRET: 'a secret that is long enough for tests',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'QuickScale <test@example.com>',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const log = createLogger(config.LOG_LEVEL, 'test');
  const spender = createSpender(database.db);
  const { app, close } = createApp({
    db: database.db,
    spender,
    config,
    log,
    stripe: createStripe(config),
    ...(extras ? { extras } : {}),
  });
  server.on('request', app);
  return {
    ...database,
    url,
    spender,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await close();
      await spender.close();
      await database.close();
    },
  };
}
