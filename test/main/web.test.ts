import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { freePort } from '../../sandbox/free-port.js';
import { composeWeb, type RunningWeb } from '../../src/main/web.js';
import { readConfig } from '../../src/platform/config.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function start(settings: Record<string, string>): Promise<RunningWeb> {
  const config = readConfig({
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1',
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
  return composeWeb(config).listen();
}

const get = async (port: number, path: string) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
};

describe('the web process', () => {
  test('says that it is alive and ready, and what it has answered', async () => {
    const web = await start({ NODE_ENV: 'development' });
    try {
      expect((await get(web.port, '/healthz')).status).toBe(200);
      const ready = await get(web.port, '/readyz');
      expect(JSON.parse(ready.text)).toEqual({
        status: 'ok',
        checks: { database: 'ok', migrations: 'ok', queue: 'ok' },
      });
      await get(web.port, '/no-such-page');
      const { text } = await get(web.port, '/metrics');
      expect(text).toContain('quickscale_http_requests_total{method="GET",status="404"} 1');
      expect(text).toMatch(/^quickscale_outbox_open 0$/m);
      expect((await get(web.port, '/admin')).location).toBe('/admin/login');
    } finally {
      await web.close();
    }
    await expect(get(web.port, '/healthz')).rejects.toThrow();
  });

  test('shows no metrics at all when nothing says where they may be read', async () => {
    const web = await start({});
    try {
      expect((await get(web.port, '/metrics')).status).toBe(404);
    } finally {
      await web.close();
    }
  });

  test('shows its metrics in production on a port of their own only', async () => {
    const METRICS_PORT = await freePort();
    const web = await start({ METRICS_PORT: String(METRICS_PORT) });
    try {
      expect((await get(web.port, '/metrics')).status).toBe(404);
      expect((await get(METRICS_PORT, '/metrics')).text).toContain('process_resident_memory_bytes');
      expect((await get(METRICS_PORT, '/login')).status).toBe(404);
    } finally {
      await web.close();
    }
  });

  test('is not ready while a migration is missing, though alive', async () => {
    const web = await start({});
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      await owner.query('ALTER TABLE _prisma_migrations RENAME TO hidden_migrations');
      const ready = await get(web.port, '/readyz');
      expect([ready.status, JSON.parse(ready.text).checks.migrations]).toEqual([503, 'failed']);
      expect((await get(web.port, '/healthz')).status).toBe(200);
    } finally {
      await owner.query('ALTER TABLE hidden_migrations RENAME TO _prisma_migrations');
      await owner.end();
      await web.close();
    }
  });
});
