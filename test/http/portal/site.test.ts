import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { seedServices } from '../../../src/services/index.js';
import { Browser, faultAt } from '../accounts/browser.js';
import { newOperator, signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

async function sellPack(fault: string | null = null): Promise<void> {
  await web.db.query(
    `WITH product AS (INSERT INTO products (stripe_id, name, kind, active) VALUES ('prod_pack', 'Pack', 'pack', true)
                      ON CONFLICT (stripe_id) DO UPDATE SET active = true RETURNING id)
     INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, credit_amount, active, fault)
     SELECT 'price_500', id, 'eur', 2000, 500, true, $1 FROM product
     ON CONFLICT (stripe_id) DO UPDATE SET fault = $1`,
    [fault],
  );
}

describe('the public pages', () => {
  test('say what is sold, also while nothing is', async () => {
    const browser = new Browser(web.url);
    const empty = await browser.get('/');
    expect(empty.status).toBe(200);
    expect(empty.text).toContain('Credits are not on sale at the moment.');
    await web.db.transaction(seedServices);
    await sellPack();
    const { text } = await browser.get('/');
    expect(text).toContain('Text sentiment');
    expect(text).toContain('1 credit');
    expect(text).toContain('€20.00');
  });

  test.each(['/', '/about', '/contact', '/pricing'])(
    '%s has one heading, a title, and begins no session',
    async (path) => {
      const browser = new Browser(web.url);
      const page = await browser.get(path);
      const $ = load(page.html);
      expect($('h1')).toHaveLength(1);
      expect($('title').text()).toMatch(/.+ · QuickScale$/);
      expect($('main')).toHaveLength(1);
      const hasForm = $('form').length > 0;
      expect(browser.cookies.size > 0).toBe(hasForm);
    },
  );

  test('the API’s page knows who is signed in, and asks only strangers to', async () => {
    const asks = async (browser: Browser) =>
      load((await browser.get('/api/docs')).html)('.site-nav a[href="/login"]').length;
    const { browser } = await signedIn(web.db, web.url);
    expect([await asks(browser), await asks(new Browser(web.url))]).toEqual([0, 1]);
  });

  test('pricing asks strangers to create an account, and sells to who is signed in', async () => {
    await sellPack();
    const stranger = load((await new Browser(web.url).get('/pricing')).html);
    expect(stranger('form')).toHaveLength(0);
    expect(stranger('.pack a').attr('href')).toBe('/register');
    const { browser } = await signedIn(web.db, web.url);
    const customer = load((await browser.get('/pricing')).html);
    expect(customer('.pack form[action="/checkout"]')).toHaveLength(1);
    expect(customer('.pack').text()).toContain('€0.04 a credit');
  });

  test('pricing leaves out a price whose credits Stripe does not say', async () => {
    await sellPack('credit_amount is missing');
    expect((await new Browser(web.url).get('/pricing')).text).toContain('Credits are not on sale');
    await sellPack();
  });

  test('a purchase while Stripe cannot be reached ends on a page that says nothing was charged', async () => {
    await sellPack();
    const { browser } = await signedIn(web.db, web.url);
    const answer = await browser.submit('/pricing', { quantity: '1' }, '/checkout');
    expect(answer.location).toMatch(/^\/checkout\/error\?/);
    expect((await browser.get(answer.location ?? '')).text).toContain('Nothing was charged');
  });
});

describe('the contact form', () => {
  const message = { name: 'Maya', email: 'maya@example.com', body: 'Where are my credits?' };

  test('reaches the operators’ inbox and their mail, hostile text as it is', async () => {
    const { email } = await newOperator(web.db, 'support');
    const body = "<script>alert(1)</script> {{name}} '; DROP TABLE users; --";
    const answer = await new Browser(web.url).submit('/contact', { ...message, body });
    expect(answer.location).toBe('/contact/sent');
    const [kept] = await web.db.query(
      'SELECT name, email, body, user_id FROM contact_messages WHERE body = $1',
      [body],
    );
    expect(kept).toEqual({ ...message, body, user_id: null });
    const [mail] = await web.db.query<{ variables: object }>(
      `SELECT variables FROM mails WHERE recipient = $1 AND template = 'contact-message'`,
      [email],
    );
    expect(mail?.variables).toMatchObject({ from: 'Maya <maya@example.com>', body });
  });

  test('sent twice is one message, and other words are another', async () => {
    await newOperator(web.db, 'support');
    const asked = { ...message, email: 'twice@example.com' };
    const browser = new Browser(web.url);
    for (const body of ['Hello?', 'Hello?', 'Hello again'])
      expect((await browser.submit('/contact', { ...asked, body })).location).toBe('/contact/sent');
    const kept = await web.db.query('SELECT body FROM contact_messages WHERE email = $1 ORDER BY id', [
      asked.email,
    ]);
    expect(kept).toEqual([{ body: 'Hello?' }, { body: 'Hello again' }]);
  });

  test('knows a customer who is signed in', async () => {
    const { browser, id, email } = await signedIn(web.db, web.url);
    expect(load((await browser.get('/contact')).html)('#email').val()).toBe(email);
    await browser.submit('/contact', { ...message, body: 'Signed in' });
    const [kept] = await web.db.query(`SELECT user_id FROM contact_messages WHERE body = 'Signed in'`);
    expect(kept).toEqual({ user_id: id });
  });

  test.each([
    ['name', '', 'Please tell us your name.'],
    ['name', 'x'.repeat(201), 'Use at most 200 characters.'],
    ['email', '', 'Please fill this in.'],
    ['email', 'not an address', 'This does not look like an email address.'],
    ['body', '   ', 'Please write a message.'],
    ['body', 'x'.repeat(5001), 'Use at most 5,000 characters.'],
    ['body', 'Paid\n\u202etwice', expect.stringContaining('(U+202E)')],
  ])(
    'says at the field %s what is wrong with "%.20s", and keeps what was typed',
    async (field, value, fault) => {
      const page = await new Browser(web.url).submit('/contact', { ...message, [field]: value });
      expect(page.status).toBe(422);
      expect(faultAt(page, field)).toEqual(fault);
      const kept = field === 'name' ? 'email' : 'name';
      expect(load(page.html)(`#${kept}`).val()).toBe(message[kept]);
    },
  );

  test('takes ten messages an hour from one address, then asks for patience', async () => {
    const answers = [];
    for (let i = 0; i < 11; i += 1) answers.push(await new Browser(web.url).submit('/contact', message));
    expect(answers.at(-1)?.status).toBe(429);
    expect(answers.at(-1)?.text).toContain('Too many attempts.');
  });
});

test('an address that leads nowhere has a page of ours', async () => {
  const page = await new Browser(web.url).get('/no-such-page');
  expect(page.status).toBe(404);
  expect(load(page.html)('h1').text()).toBe('There is no such page');
});
