import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, faultAt } from './browser.js';
import { newCustomer, newEmail, newOperator, PASSWORD, signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const visitor = () => new Browser(web.url);
const sid = (browser: Browser) =>
  [...browser.cookies].find(([name]) => name.startsWith('quickscale_customer'))?.[1];

describe('signing in', () => {
  test('answers an unknown address and a wrong password the same', async () => {
    const { email } = await newCustomer(web.db);
    const wrong = await visitor().submit('/login', { email, password: 'not this sentence' });
    const unknown = await visitor().submit('/login', { email: newEmail(), password: 'not this sentence' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.text).toBe(unknown.text);
  });

  test('renews the session id: one that was fixed before is worth nothing', async () => {
    const { email } = await newCustomer(web.db);
    const victim = visitor();
    await victim.get('/login');
    const fixed = new Map(victim.cookies);
    const before = sid(victim);
    await victim.submit('/login', { email, password: PASSWORD });
    expect(sid(victim)).not.toBe(before);
    expect((await victim.get('/settings')).status).toBe(200);

    const attacker = visitor();
    for (const [name, value] of fixed) attacker.cookies.set(name, value);
    expect((await attacker.get('/settings')).location).toBe('/login?next=%2Fsettings');
  });

  test('does not accept a session id that we did not make', async () => {
    const attacker = visitor();
    attacker.cookies.set([...(await withCookie()).keys()][0] ?? '', 's%3Amade-up.signature');
    await attacker.get('/login');
    expect(sid(attacker)).not.toContain('made-up');
  });

  async function withCookie(): Promise<Map<string, string>> {
    const browser = visitor();
    await browser.get('/login');
    return browser.cookies;
  }

  test('keeps its cookie from scripts and other sites', async () => {
    const { headers } = await visitor().get('/login');
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
  });

  test('leads back to where one wanted to go, and never to another site', async () => {
    const { email } = await newCustomer(web.db);
    expect((await visitor().get('/credits?page=2')).location).toBe('/login?next=%2Fcredits%3Fpage%3D2');
    const to = async (next: string) =>
      (await visitor().submit(`/login?next=${encodeURIComponent(next)}`, { email, password: PASSWORD }))
        .location;
    expect(await to('/credits?page=2')).toBe('/credits?page=2');
    for (const foreign of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/a\nb',
    ]) {
      expect(await to(foreign)).toBe('/dashboard');
    }
  });

  test('is refused after ten wrong passwords for a while, also with the right one and after a restart', async () => {
    const { email } = await newCustomer(web.db);
    const browser = visitor();
    const _csrf = await browser.token();
    const guesses = Array.from({ length: 12 }, (_, n) =>
      browser.post('/login', { _csrf, email, password: `guess number ${n}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);

    const right = await browser.post('/login', { _csrf, email: email.toUpperCase(), password: PASSWORD });
    expect([right.status, right.text]).toEqual([429, expect.stringContaining('Too many attempts')]);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await web.db.query(`SELECT FROM rate_limits WHERE points > 10`)).not.toHaveLength(0);
    expect(
      (await browser.post('/login', { _csrf, email: (await newCustomer(web.db)).email, password: PASSWORD }))
        .status,
    ).toBe(303);
  });

  test('lets no operator in: they have their own way', async () => {
    const { email } = await newOperator(web.db, 'admin');
    expect((await visitor().submit('/login', { email, password: PASSWORD })).status).toBe(401);
  });

  test('ends at once for an account that is closed', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await web.db.query(`UPDATE users SET status = 'closed', closed_at = app.now() WHERE id = $1`, [id]);
    expect((await browser.get('/settings')).location).toBe('/login?next=%2Fsettings');
  });

  test('signing out destroys the session', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const kept = new Map(browser.cookies);
    expect((await browser.submit('/logout', {})).location).toBe('/login');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.get('/settings')).status).toBe(303);
  });

  test.each([
    ['nothing', {}, 'email'],
    ['two addresses', { email: ['a@example.com', 'b@example.com'], password: 'x' }, 'email'],
    ['an object as the address', { 'email[$ne]': 'x', password: 'x' }, 'email'],
    ['no password', { email: 'a@example.com', password: '' }, 'password'],
    ['an endless password', { email: 'a@example.com', password: 'x'.repeat(50_000) }, 'password'],
  ])('with %s is refused at the field', async (_, typed, field) => {
    const browser = visitor();
    const page = await browser.post('/login', { _csrf: await browser.token(), ...typed });
    expect(page.status).toBe(422);
    expect(faultAt(page, field)).not.toBe('');
  });

  test('shows what was typed as text, and never the password', async () => {
    const browser = visitor();
    const page = await browser.post('/login', {
      _csrf: await browser.token(),
      email: '"><img src=x>',
      password: 'secret-9',
    });
    expect(page.html).not.toContain('<img');
    expect(page.html).not.toContain('secret-9');
  });
});
