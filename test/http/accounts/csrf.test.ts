import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from './browser.js';
import { newEmail, PASSWORD, signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const FORMS = [
  '/register',
  '/login',
  '/logout',
  '/verify-email',
  '/forgot-password',
  '/reset-password',
  '/settings/name',
  '/admin/login',
  '/admin/logout',
  '/admin/confirm',
];

describe('a form', () => {
  test.each(FORMS)('%s is refused without the token of the session', async (path) => {
    const browser = new Browser(web.url);
    await browser.get('/login');
    const wrong: Record<string, string | string[]>[] = [{}, { _csrf: 'made up' }, { _csrf: ['a', 'b'] }];
    for (const typed of wrong) {
      expect((await browser.post(path, { email: newEmail(), password: PASSWORD, ...typed })).status).toBe(
        403,
      );
    }
  });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  ])('from another site (%j) is refused even with the token', async (headers) => {
    const { browser } = await signedIn(web.db, web.url);
    const _csrf = await browser.token('/settings');
    const page = await browser.post(
      '/settings/name',
      { _csrf, name: 'Changed by another site' },
      headers as unknown as Record<string, string>,
    );
    expect(page.status).toBe(403);
    expect((await browser.get('/settings')).html).not.toContain('Changed by another site');
  });

  test('does not work with the token of somebody else', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const other = await signedIn(web.db, web.url);
    const _csrf = await other.browser.token('/settings');
    expect((await browser.post('/settings/name', { _csrf, name: 'x' })).status).toBe(403);
  });

  test('that is too old comes back with what was typed, except passwords, and works when sent again', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const expired = await browser.post('/settings/name', {
      _csrf: 'from an old page',
      name: 'Ada <Lovelace>',
      password: 'my-secret',
    });
    expect(expired.status).toBe(403);
    expect(expired.html).toContain('value="Ada &lt;Lovelace&gt;"');
    expect(expired.html).not.toContain('my-secret');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(expired.html)?.[1] ?? '';
    expect((await browser.post('/settings/name', { _csrf, name: 'Ada <Lovelace>' })).location).toBe(
      '/settings?done=name',
    );
  });

  test('takes the token from a header too, as htmx sends it', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const token = await browser.token('/settings');
    expect((await browser.post('/settings/name', { name: 'x' }, { 'x-csrf-token': token })).status).toBe(303);
  });
});
