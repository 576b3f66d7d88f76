import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { QUEUE_NAMES } from '../../jobs/queues.js';
import { type Office, type Operator, signInAs, startOffice } from '../admin/office.js';
import { Browser } from '../http/accounts/browser.js';
import { type OwnRedis, startRedis } from '../support/redis.js';

/** With Redis one of its own: to pause a queue is to pause it for everybody. */
const onRedis = process.env.QUICKSCALE_TEST_REDIS_URL !== undefined;

let redis: OwnRedis | undefined;
let office: Office;
let admin: Operator;
let support: Operator;

beforeAll(async () => {
  redis = onRedis ? await startRedis() : undefined;
  office = await startOffice({ redis: redis?.url });
  admin = await signInAs(office, 'admin');
  support = await signInAs(office, 'support');
});
afterAll(async () => {
  await office.close();
  await redis?.close();
});

const put = (path: string, headers: Record<string, string> = { origin: office.origin }, by = admin) =>
  by.send('PUT', `/admin/queues/api/queues/${path}`, undefined, headers);

describe('the board of queues', () => {
  test('shows admins every queue, on a page that runs no inline script and loads nothing from elsewhere', async () => {
    const page = await admin.page('/queues');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'self';`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toMatch(/(?:href|src)="https?:/);
    const [script] = /static\/js\/main[^"]+/.exec(page.text) ?? [];
    expect((await admin.page(`/queues/${script}`)).status).toBe(200);
    const { json } = await admin.page('/queues/api/queues');
    expect(json.queues.map(({ name }: { name: string }) => name).sort()).toEqual([...QUEUE_NAMES].sort());
  });

  test('is shut for every other role, for strangers and for other sites', async () => {
    for (const role of ['finance', 'analyst'] as const) {
      const other = await signInAs(office, role);
      expect((await other.page('/queues')).status).toBe(403);
    }
    expect((await support.page('/queues/api/queues')).status).toBe(403);
    expect((await put('mail/pause', { origin: office.origin }, support)).status).toBe(403);
    expect(await new Browser(office.origin).get('/admin/queues')).toMatchObject({
      status: 303,
      location: '/admin/login',
    });
    const foreign = [
      { origin: 'https://evil.example' },
      {},
      { origin: office.origin, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) expect((await put('mail/pause', headers as never)).status).toBe(403);
    expect(await office.db.query("SELECT FROM audit_entries WHERE action = 'queue.change'")).toEqual([]);
  });

  test('lets an admin pause a queue, and the audit log knows', async () => {
    expect((await put('mail/pause')).status).toBe(200);
    const paused = async () =>
      (await admin.page('/queues/api/queues')).json.queues.find(
        ({ name }: { name: string }) => name === 'mail',
      ).isPaused;
    expect(await paused()).toBe(true);
    if (redis) expect(await keysOf(redis.url)).toContain('quickscale:mail:meta');
    expect((await put('mail/resume')).status).toBe(200);
    expect(await paused()).toBe(false);
    expect(
      await office.db.query(
        "SELECT actor_id, subject_id, after FROM audit_entries WHERE action = 'queue.change' ORDER BY at",
      ),
    ).toEqual([
      { actor_id: admin.id, subject_id: 'mail', after: { asked: 'mail/pause' } },
      { actor_id: admin.id, subject_id: 'mail', after: { asked: 'mail/resume' } },
    ]);
  });

  test('makes and rewrites no job', async () => {
    const path = '/admin/queues/api/queues/mail';
    const headers = { origin: office.origin, 'content-type': 'application/json' };
    const asked = [
      await admin.send('POST', `${path}/add`, '{"name":"x","data":{}}', headers),
      await admin.send('PATCH', `${path}/1/update-data`, '{"jobData":{}}', headers),
      await put('mail/obliterate'),
    ];
    expect(asked.map(({ status }) => status)).toEqual([405, 405, 405]);
  });
});

async function keysOf(url: string): Promise<string[]> {
  const client = new Redis(url);
  const keys = await client.keys('*');
  client.disconnect();
  return keys;
}
