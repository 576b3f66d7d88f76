import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, faultAt } from './browser.js';
import { mailedPath, mailsTo, newCustomer, newEmail, PASSWORD } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const STRANGERS = 'a sentence of somebody else';
const OWNERS = 'the sentence of the owner';

const visitor = () => new Browser(web.url);
const chooses = (path: string, password: string) =>
  visitor().submit(path, { password }, '/verify-email/password');
const isVerified = async (email: string) =>
  (
    await web.db.one<{ verified: boolean }>(
      'SELECT email_verified_at IS NOT NULL AS verified FROM users WHERE email = $1',
      [email],
    )
  ).verified;

describe('registering', () => {
  test('gives a customer a wallet and mails a link that confirms the address once', async () => {
    const email = newEmail();
    const browser = visitor();
    expect((await browser.submit('/register', { email, password: PASSWORD })).location).toBe('/verify-email');
    expect((await browser.get('/verify-email')).text).toContain(email);
    expect(
      await web.db.query('SELECT FROM wallets w JOIN users u USING (id) WHERE u.email = $1', [email]),
    ).toHaveLength(1);

    const refused = await browser.submit('/login', { email, password: PASSWORD });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('confirm your email address first');

    const path = await mailedPath(web.db, email);
    expect((await browser.get(path)).status).toBe(200);
    const again = await browser.get(path);
    expect([again.status, again.text]).toEqual([410, expect.stringContaining('used already')]);
    expect((await browser.submit('/login', { email, password: PASSWORD })).location).toBe('/dashboard');
  });

  test('does not tell whether an address has an account: its owner gets a mail instead', async () => {
    const { email } = await newCustomer(web.db);
    const known = await visitor().submit('/register', { email, password: 'another good sentence' });
    const unknown = await visitor().submit('/register', {
      email: newEmail(),
      password: 'another good sentence',
    });
    expect([known.status, known.location, known.text]).toEqual([
      unknown.status,
      unknown.location,
      unknown.text,
    ]);
    expect(await mailsTo(web.db, email)).toContain('already-registered');
    expect((await visitor().submit('/login', { email, password: 'another good sentence' })).status).toBe(401);
  });

  test.each([
    ['a stranger first and the owner afterwards', STRANGERS, OWNERS],
    ['the owner first and a stranger afterwards', OWNERS, STRANGERS],
  ])('the same address by %s leaves the password to who reads its mail', async (_, first, second) => {
    const email = newEmail();
    await visitor().submit('/register', { email, password: first });
    const earlier = await mailedPath(web.db, email);
    await visitor().submit('/register', { email, password: second });
    expect((await visitor().get(earlier)).status).toBe(410);

    const browser = visitor();
    const path = await mailedPath(web.db, email);
    expect((await browser.get(path)).text).toContain('Choose your password');
    expect(await isVerified(email)).toBe(false);
    for (const password of [STRANGERS, OWNERS])
      expect((await visitor().submit('/login', { email, password })).status).toBe(401);

    const done = await chooses(path, PASSWORD);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('address is confirmed')]);
    for (const password of [STRANGERS, OWNERS])
      expect((await visitor().submit('/login', { email, password })).status).toBe(401);
    expect((await visitor().submit('/login', { email, password: PASSWORD })).status).toBe(303);
    expect((await browser.get(path)).status).toBe(410);
  });

  test('the page where a password is chosen refuses a weak one and keeps the link', async () => {
    const email = newEmail();
    for (const password of [STRANGERS, OWNERS]) await visitor().submit('/register', { email, password });
    const path = await mailedPath(web.db, email);
    for (const password of ['short', email]) {
      const weak = await chooses(path, password);
      expect([weak.status, faultAt(weak, 'password')]).toEqual([422, expect.any(String)]);
    }
    expect(await isVerified(email)).toBe(false);
    expect((await chooses(path, PASSWORD)).status).toBe(200);
  });

  test('twice and asking for the link again still asks who reads the mail for a password', async () => {
    const email = newEmail();
    for (const password of [STRANGERS, OWNERS]) await visitor().submit('/register', { email, password });
    await visitor().submit('/verify-email', { email });
    const page = await visitor().get(await mailedPath(web.db, email));
    expect([page.text, await isVerified(email)]).toEqual([
      expect.stringContaining('Choose your password'),
      false,
    ]);
  });

  test('a link that has expired says so and offers a new one, which works', async () => {
    const email = newEmail();
    const browser = visitor();
    await browser.submit('/register', { email, password: PASSWORD });
    await web.db.query(
      `UPDATE email_tokens SET expires_at = app.now() WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [email],
    );
    const expired = await browser.get(await mailedPath(web.db, email));
    expect([expired.status, expired.text]).toEqual([410, expect.stringContaining('has expired')]);
    expect((await browser.submit('/verify-email', { email })).location).toBe('/verify-email');
    expect((await browser.get(await mailedPath(web.db, email))).status).toBe(200);
  });

  test('asking for the link again answers the same for an address that nobody registered', async () => {
    const stranger = newEmail();
    expect((await visitor().submit('/verify-email', { email: stranger })).location).toBe('/verify-email');
    expect(await mailsTo(web.db, stranger)).toEqual([]);
  });

  test.each([
    ['no address', { email: '', password: PASSWORD }, 'email', 'fill this in'],
    ['no at sign', { email: 'nobody.example.com', password: PASSWORD }, 'email', 'does not look like'],
    [
      'an address that is too long',
      { email: `${'a'.repeat(250)}@example.com`, password: PASSWORD },
      'email',
      'too long',
    ],
    [
      'markup as the address',
      { email: '"><script>alert(1)</script>@x.de', password: PASSWORD },
      'email',
      'does not look like',
    ],
    [
      'two addresses',
      { email: ['a@example.com', 'b@example.com'], password: PASSWORD },
      'email',
      'fill this in',
    ],
    [
      'a header in the address',
      { email: 'a@example.com\r\nBcc: b@example.com', password: PASSWORD },
      'email',
      'does not look like',
    ],
    ['no password', { email: 'x@example.com', password: '' }, 'password', 'fill this in'],
    ['a short password', { email: 'x@example.com', password: 'short one' }, 'password', 'at least 10'],
    [
      'an endless password',
      { email: 'x@example.com', password: 'ab1!'.repeat(100) },
      'password',
      'at most 200',
    ],
    ['a common password', { email: 'x@example.com', password: 'Password1234' }, 'password', 'most used'],
    [
      'one letter ten times',
      { email: 'x@example.com', password: 'aaaaaaaaaaaa' },
      'password',
      'different characters',
    ],
    [
      'the address as the password',
      { email: 'somebody@example.com', password: 'somebody@example.com' },
      'password',
      'email address',
    ],
  ])('with %s is refused at the field', async (_, typed, field, message) => {
    const page = await visitor().submit('/register', typed);
    expect(page.status).toBe(422);
    expect(faultAt(page, field)).toContain(message);
    expect(page.html).not.toContain('<script>alert');
  });
});
