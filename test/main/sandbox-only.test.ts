import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensurePeople, PEOPLE } from '../../sandbox/people.js';
import { sandboxExtras } from '../../sandbox/sign-in.js';
import { composeWeb, type RunningWeb } from '../../src/main/web.js';
import { readConfig } from '../../src/platform/config.js';
import { fromRoot } from '../../src/platform/root.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let production: RunningWeb;
let sandbox: RunningWeb;

beforeAll(async () => {
  database = await createTestDatabase();
  await ensurePeople(database.db);
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    PUBLIC_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_composed',
    STRIPE_WEBHOOK_SECRET: 'whsec_composed',
    SESSION_SECRET: 'x'.repeat(32),
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'billing@example.com',
  });
  production = await composeWeb(config).listen();
  sandbox = await composeWeb(config, sandboxExtras(database.db, config)).listen();
});

afterAll(async () => {
  await production.close();
  await sandbox.close();
  await database.close();
});

async function get({ port }: RunningWeb, where: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${where}`)).text();
}

test.each(['/login', '/admin/login'])(
  'the sandbox adds a badge and buttons to %s, production has neither',
  async (page) => {
    const [plain, added] = [await get(production, page), await get(sandbox, page)];
    expect(added).toContain('Sandbox');
    expect(added).toContain('Sign in as ');
    expect(plain).not.toContain('Sandbox');
    expect(plain).not.toContain('Sign in as ');
  },
);

test.each(['/', '/pricing', '/register'])('the badge is on %s of the sandbox only', async (page) => {
  expect(await get(sandbox, page)).toContain('Sandbox');
  expect(await get(production, page)).not.toContain('Sandbox');
});

/** Presses the button of a role, as a visitor of the sign-in page would. */
async function signInAs({ port }: RunningWeb, role: string): Promise<Response> {
  const url = `http://127.0.0.1:${port}`;
  const [page, action] =
    role === 'customer' ? ['/login', '/sandbox/sign-in'] : ['/admin/login', `/admin/sandbox/sign-in/${role}`];
  const form = await fetch(url + page);
  const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const cookie = form.headers.getSetCookie().map((line) => line.split(';')[0]);
  return fetch(url + action, {
    method: 'POST',
    headers: { cookie: cookie.join('; ') },
    body: new URLSearchParams({ _csrf: token }),
    redirect: 'manual',
  });
}

test.each(PEOPLE.map(({ role }) => role))(
  'one click signs in as %s in the sandbox, and nobody in production',
  async (role) => {
    const home = role === 'customer' ? '/dashboard' : '/admin';
    const added = await signInAs(sandbox, role);
    expect([added.status, added.headers.get('location')]).toEqual([303, home]);
    const plain = await signInAs(production, role);
    expect([plain.status, plain.headers.get('location')]).toEqual([role === 'customer' ? 404 : 401, null]);
  },
);

test('one click needs the token of the page, in the sandbox too', async () => {
  for (const action of ['/sandbox/sign-in', '/admin/sandbox/sign-in/admin']) {
    const answer = await fetch(`http://127.0.0.1:${sandbox.port}${action}`, {
      method: 'POST',
      redirect: 'manual',
    });
    expect([action, answer.status]).toEqual([action, 403]);
  }
});

test('no file of the product knows the variable that makes a process die', async () => {
  for (const folder of ['src', 'admin', 'jobs']) {
    for (const file of await readdir(fromRoot(folder), { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect(await readFile(path.join(file.parentPath, file.name), 'utf8')).not.toContain(
        'QUICKSCALE_CRASH_AT',
      );
    }
  }
});
