import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { waitFor } from '../../support/wait-for.js';
import { Browser } from './browser.js';
import { newEmail, PASSWORD } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

/** Keeps sessions from being written until it is told to let go. */
async function holdSessions(): Promise<{ letGo: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: web.ownerUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE sessions IN SHARE MODE');
  return { letGo: () => client.query('COMMIT').then(() => client.end()) };
}

async function isWritingSession(): Promise<boolean> {
  const waiting = await web.db.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'sessions'`,
  );
  return waiting.length > 0;
}

test('a redirect is sent only when the session it leads to is stored', async () => {
  const browser = new Browser(web.url);
  const email = newEmail();
  const _csrf = await browser.token('/register');
  const { letGo } = await holdSessions();
  let isAnswered = false;
  const answer = fetch(`${web.url}/register`, {
    method: 'POST',
    body: new URLSearchParams({ _csrf, email, password: PASSWORD }),
    headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '), origin: web.url },
    redirect: 'manual',
  }).finally(() => {
    isAnswered = true;
  });
  await waitFor(isWritingSession)
    .then(() => fetch(`${web.url}/healthz`))
    .then(() => expect(isAnswered).toBe(false))
    .finally(letGo);
  expect((await answer).headers.get('location')).toBe('/verify-email');
  expect((await browser.get('/verify-email')).text).toContain(email);
});

test('a redirect by itself begins no session', async () => {
  const { count } = await web.db.one<{ count: number }>('SELECT count(*) FROM sessions');
  const answer = await fetch(`${web.url}/dashboard`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null]);
  expect(await web.db.one('SELECT count(*) FROM sessions')).toEqual({ count });
});
