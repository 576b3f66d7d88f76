import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { Browser, faultAt } from './browser.js';
import { mailedPath, mailsTo, newCustomer, newEmail, PASSWORD, signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

const NEW_PASSWORD = 'quite another sentence';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const visitor = () => new Browser(web.url);
const change = (browser: Browser, what: string, typed: Record<string, string>) =>
  browser.submit('/settings', typed, `/settings/${what}`);

describe('settings', () => {
  test('are only for people who are signed in', async () => {
    expect((await visitor().get('/settings')).location).toBe('/login?next=%2Fsettings');
    const browser = visitor();
    const _csrf = await browser.token();
    expect((await browser.post('/settings/name', { _csrf, name: 'x' })).status).toBe(401);
  });

  test('save a name and show it as text, whatever it holds', async () => {
    const { browser } = await signedIn(web.db, web.url);
    expect((await change(browser, 'name', { name: '<script>alert(1)</script>' })).location).toBe(
      '/settings?done=name',
    );
    const { html } = await browser.get('/settings?done=name');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script>alert');
  });

  test.each([
    ['x'.repeat(201), 'at most 200'],
    ['two\nlines', 'on one line'],
    ['Maya\u202etxt.exe', '(U+202E)'],
  ])('refuse the name %j at its field', async (name, message) => {
    const { browser } = await signedIn(web.db, web.url);
    const page = await change(browser, 'name', { name });
    expect([page.status, faultAt(page, 'name')]).toEqual([422, expect.stringContaining(message)]);
  });

  test('change the password after the present one, and end every other session', async () => {
    const { browser, email } = await signedIn(web.db, web.url);
    const other = visitor();
    await other.submit('/login', { email, password: PASSWORD });

    const wrong = await change(browser, 'password', {
      current_password: 'not this one',
      password: NEW_PASSWORD,
    });
    expect([wrong.status, faultAt(wrong, 'current_password')]).toEqual([
      422,
      expect.stringContaining('not your password'),
    ]);
    const weak = await change(browser, 'password', { current_password: PASSWORD, password: 'password123' });
    expect([weak.status, faultAt(weak, 'password')]).toEqual([422, expect.stringContaining('most used')]);

    expect(
      (await change(browser, 'password', { current_password: PASSWORD, password: NEW_PASSWORD })).location,
    ).toBe('/settings?done=password');
    expect((await browser.get('/settings')).status).toBe(200);
    expect((await other.get('/settings')).status).toBe(303);
    expect((await visitor().submit('/login', { email, password: NEW_PASSWORD })).status).toBe(303);
  });

  test('change the address when the new one is confirmed, and tell the old one', async () => {
    const { browser, email } = await signedIn(web.db, web.url);
    const next = newEmail();
    expect((await change(browser, 'email', { email: next, current_password: PASSWORD })).location).toBe(
      '/settings?done=email',
    );
    expect((await visitor().submit('/login', { email: next, password: PASSWORD })).status).toBe(401);

    const path = await mailedPath(web.db, next);
    expect((await visitor().get(path)).text).toContain(next);
    expect((await visitor().get(path)).status).toBe(410);
    expect(await mailsTo(web.db, email)).toContain('email-changed');
    expect((await visitor().submit('/login', { email, password: PASSWORD })).status).toBe(401);
    expect((await visitor().submit('/login', { email: next, password: PASSWORD })).status).toBe(303);
  });

  test('change the address and void the password link that lies in the old mailbox', async () => {
    const { browser, email } = await signedIn(web.db, web.url);
    await visitor().submit('/forgot-password', { email });
    const reset = await mailedPath(web.db, email);
    const next = newEmail();
    await change(browser, 'email', { email: next, current_password: PASSWORD });
    expect((await visitor().get(reset)).status).toBe(200);
    await visitor().get(await mailedPath(web.db, next));
    expect((await visitor().get(reset)).status).toBe(410);
  });

  test('do not tell whether the new address has an account', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const other = await newCustomer(web.db);
    const page = await change(browser, 'email', { email: other.email, current_password: PASSWORD });
    expect(page.location).toBe('/settings?done=email');
    expect(await mailsTo(web.db, other.email)).toContain('already-registered');
  });

  test('refuse a new address that somebody took before it was confirmed', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const next = newEmail();
    await change(browser, 'email', { email: next, current_password: PASSWORD });
    const path = await mailedPath(web.db, next);
    await newCustomer(web.db, next);
    expect((await visitor().get(path)).status).toBe(410);
  });

  test('list the sessions and end one of them, but nobody else’s', async () => {
    const { browser, email } = await signedIn(web.db, web.url);
    const other = visitor();
    await other.submit('/login', { email, password: PASSWORD });
    const stranger = (await signedIn(web.db, web.url)).browser;

    const page = load((await browser.get('/settings')).html);
    const [action = ''] = page('form[action^="/settings/sessions/"][action$="/revocation"]')
      .toArray()
      .map((form) => form.attribs.action ?? '')
      .filter((path) => path !== '/settings/sessions/revocation');
    expect(page('.chip').text()).toContain('this one');

    expect((await stranger.post(action, { _csrf: await stranger.token('/settings') })).status).toBe(404);
    expect((await other.get('/settings')).status).toBe(200);
    expect((await browser.submit('/settings', {}, action)).location).toBe('/settings?done=session');
    expect((await other.get('/settings')).status).toBe(303);
    expect((await browser.get('/settings')).status).toBe(200);
  });
});
