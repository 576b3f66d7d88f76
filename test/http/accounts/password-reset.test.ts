import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authenticateApiKey, createApiKey, InvalidApiKey } from '../../../src/accounts/index.js';
import { Browser, faultAt } from './browser.js';
import { mailedPath, mailsTo, newEmail, newOperator, PASSWORD, signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

const NEW_PASSWORD = 'quite another sentence';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const visitor = () => new Browser(web.url);

describe('a forgotten password', () => {
  test('is replaced by a link that works once, and every session ends', async () => {
    const { browser, email } = await signedIn(web.db, web.url);
    expect((await visitor().submit('/forgot-password', { email })).location).toBe('/forgot-password?sent');
    const path = await mailedPath(web.db, email);

    const weak = await visitor().submit(path, { password: 'short' });
    expect([weak.status, faultAt(weak, 'password')]).toEqual([422, expect.stringContaining('at least 10')]);
    expect((await visitor().submit(path, { password: NEW_PASSWORD })).status).toBe(200);

    expect((await browser.get('/settings')).location).toBe('/login?next=%2Fsettings');
    expect((await visitor().submit('/login', { email, password: PASSWORD })).status).toBe(401);
    expect((await visitor().submit('/login', { email, password: NEW_PASSWORD })).location).toBe('/dashboard');
    expect((await visitor().get(path)).text).toContain('used already');
    expect(await mailsTo(web.db, email)).toContain('password-changed');
  });

  test('is replaced and the customer’s own API keys are revoked, as the page says', async () => {
    const { email, id } = await signedIn(web.db, web.url);
    const key = (owner: { owner: 'customer'; user_id: string } | { owner: 'company' }) =>
      web.db.transaction((tx) => createApiKey(tx, { ...owner, name: 'a key', scopes: ['spend'] }));
    const own = await key({ owner: 'customer', user_id: id });
    const company = await key({ owner: 'company' });
    await visitor().submit('/forgot-password', { email });
    const path = await mailedPath(web.db, email);
    expect((await visitor().get(path)).text).toContain('API keys');
    const done = await visitor().submit(path, { password: NEW_PASSWORD });
    expect(done.text).toContain('Your API keys have been revoked');
    expect(await authenticateApiKey(web.db, own.key).catch((error: Error) => error)).toBeInstanceOf(
      InvalidApiKey,
    );
    expect((await authenticateApiKey(web.db, company.key)).id).toBe(company.id);

    await visitor().submit('/forgot-password', { email });
    const again = await visitor().submit(await mailedPath(web.db, email), { password: PASSWORD });
    expect(again.text).not.toContain('API keys');
  });

  test('gives one working link: a newer one voids it, an hour ends it', async () => {
    const { email, id } = await signedIn(web.db, web.url);
    await visitor().submit('/forgot-password', { email });
    const first = await mailedPath(web.db, email);
    await visitor().submit('/forgot-password', { email });
    expect((await visitor().get(first)).status).toBe(410);
    const second = await mailedPath(web.db, email);
    const open = visitor();
    const _csrf = await open.token(second);
    await web.db.query('UPDATE email_tokens SET expires_at = app.now() WHERE user_id = $1', [id]);
    expect((await visitor().get(second)).text).toContain('has expired');
    const token = new URL(second, web.url).searchParams.get('token') ?? '';
    expect((await open.post('/reset-password', { _csrf, token, password: NEW_PASSWORD })).status).toBe(410);
  });

  test('is answered the same for an address that nobody has', async () => {
    const stranger = newEmail();
    expect((await visitor().submit('/forgot-password', { email: stranger })).location).toBe(
      '/forgot-password?sent',
    );
    expect(await mailsTo(web.db, stranger)).toEqual([]);
  });

  test('cannot be used to flood a mailbox', async () => {
    const { email } = await signedIn(web.db, web.url);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1)
      statuses.push((await visitor().submit('/forgot-password', { email })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });

  test('of an operator leads to the operators’ sign-in, where the second factor is still asked for', async () => {
    const operator = await newOperator(web.db, 'admin');
    await visitor().submit('/forgot-password', { email: operator.email });
    const done = await visitor().submit(await mailedPath(web.db, operator.email), { password: NEW_PASSWORD });
    expect(done.html).toContain('href="/admin/login"');
    const page = await visitor().submit('/admin/login', { email: operator.email, password: NEW_PASSWORD });
    expect(page.location).toBe('/admin/login/code');
  });

  test('the link of a confirmation does not set a password', async () => {
    const email = newEmail();
    await visitor().submit('/register', { email, password: PASSWORD });
    const path = (await mailedPath(web.db, email)).replace('/verify-email', '/reset-password');
    expect((await visitor().get(path)).status).toBe(410);
  });
});
