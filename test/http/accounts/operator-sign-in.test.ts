import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { Router } from 'express';
import { requireRecentAuthentication } from '../../../src/accounts/index.js';
import { Browser } from './browser.js';
import { newCustomer, newOperator, operatorSignsIn, PASSWORD, totpCode } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  const operatorRouter = Router()
    .get('/who', (req, res) => res.json({ role: req.user?.role ?? null }))
    .get('/money', (req, res) => {
      requireRecentAuthentication(req.session);
      res.send('moved');
    });
  const router = Router().get('/who', (req, res) => res.json({ role: req.user?.role ?? null }));
  web = await startWeb({ extras: { badge: 'Test', signInButtons: [], router, operatorRouter } });
});
afterAll(() => web.close());

const visitor = () => new Browser(web.url);
const who = async (browser: Browser, path = '/admin/who') => JSON.parse((await browser.get(path)).html).role;

describe('an operator', () => {
  test('signs in with password and code, and the audit log says so', async () => {
    const operator = await newOperator(web.db, 'support');
    const browser = visitor();
    const { location } = await browser.submit('/admin/login', { email: operator.email, password: PASSWORD });
    expect(location).toBe('/admin/login/code');
    expect(await who(browser)).toBeNull();
    expect(
      (await browser.submit('/admin/login/code', { code: totpCode(operator.totpSecret) })).location,
    ).toBe('/admin');
    expect(await who(browser)).toBe('support');
    const [entry] = await web.db.query(
      `SELECT actor_role, host(address) AS address FROM audit_entries WHERE actor_id = $1 AND action = 'operator.sign_in'`,
      [operator.id],
    );
    expect(entry).toEqual({ actor_role: 'support', address: '127.0.0.1' });
  });

  test('cannot use a code twice, nor one from before it', async () => {
    const operator = await newOperator(web.db, 'finance');
    const code = totpCode(operator.totpSecret);
    await operatorSignsIn(visitor(), operator);
    const again = visitor();
    await again.submit('/admin/login', { email: operator.email, password: PASSWORD });
    for (const replayed of [code, totpCode(operator.totpSecret, -1)]) {
      expect((await again.submit('/admin/login/code', { code: replayed })).status).toBe(401);
    }
    expect(
      (await again.submit('/admin/login/code', { code: totpCode(operator.totpSecret, 1) })).location,
    ).toBe('/admin');
  });

  test('gets in once when two browsers send the same code at the same moment', async () => {
    const operator = await newOperator(web.db, 'admin');
    const browsers = await Promise.all(
      Array.from({ length: 2 }, async () => {
        const browser = visitor();
        await browser.submit('/admin/login', { email: operator.email, password: PASSWORD });
        return { browser, _csrf: await browser.token('/admin/login/code') };
      }),
    );
    const code = totpCode(operator.totpSecret);
    const answers = await Promise.all(
      browsers.map(({ browser, _csrf }) => browser.post('/admin/login/code', { _csrf, code })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401]);
  });

  test('cannot guess codes', async () => {
    const operator = await newOperator(web.db, 'admin');
    const browser = visitor();
    await browser.submit('/admin/login', { email: operator.email, password: PASSWORD });
    for (let n = 0; n < 10; n += 1) {
      expect((await browser.submit('/admin/login/code', { code: `00000${n}` })).status).toBe(401);
    }
    expect((await browser.submit('/admin/login/code', { code: totpCode(operator.totpSecret) })).status).toBe(
      429,
    );
  });

  test('without a second factor sets one up first and gets recovery codes that work once each', async () => {
    const operator = await newOperator(web.db, 'support', 'at_sign_in');
    const browser = visitor();
    const { location } = await browser.submit('/admin/login', { email: operator.email, password: PASSWORD });
    expect(location).toBe('/admin/login/enrolment');
    const page = await browser.get('/admin/login/enrolment');
    expect(page.html).toContain('src="data:image/png;base64,');
    expect(page.text.replace(/\s/g, '')).toContain(operator.totpSecret);
    expect((await browser.submit('/admin/login/enrolment', { code: '000000' })).status).toBe(401);
    const codes = await browser.submit('/admin/login/enrolment', { code: totpCode(operator.totpSecret) });
    const [first = '', second = ''] = load(codes.html)('li code')
      .toArray()
      .map((code) => load(code).text());
    expect(await who(browser)).toBe('support');

    const recovers = async (code: string) => {
      const other = visitor();
      expect(
        (await other.submit('/admin/login', { email: operator.email, password: PASSWORD })).location,
      ).toBe('/admin/login/code');
      return (await other.submit('/admin/login/code', { code })).status;
    };
    expect(await recovers(first)).toBe(303);
    expect(await recovers(first)).toBe(401);
    expect(await recovers(second.toUpperCase().replaceAll('-', ' '))).toBe(303);
    expect(
      await web.db.query('SELECT FROM recovery_codes WHERE hash = convert_to($1, $2)', [first, 'UTF8']),
    ).toEqual([]);
  });

  test('never sees the secret again once it is confirmed', async () => {
    const operator = await newOperator(web.db, 'admin');
    const browser = visitor();
    await browser.submit('/admin/login', { email: operator.email, password: PASSWORD });
    expect((await browser.get('/admin/login/enrolment')).location).toBe('/admin/login/code');
    const _csrf = await browser.token('/admin/login/code');
    const posted = await browser.post('/admin/login/enrolment', {
      _csrf,
      code: totpCode(operator.totpSecret),
    });
    expect([posted.status, posted.html.includes(operator.totpSecret.slice(0, 4))]).toEqual([401, false]);
  });

  test('loses the back office at once with his role, and keeps it with another', async () => {
    const operator = await newOperator(web.db, 'finance');
    const browser = visitor();
    await operatorSignsIn(browser, operator);
    await web.db.query(`UPDATE users SET role = 'analyst' WHERE id = $1`, [operator.id]);
    expect(await who(browser)).toBe('analyst');
    await web.db.query(`UPDATE users SET role = 'customer' WHERE id = $1`, [operator.id]);
    expect(await who(browser)).toBeNull();
  });

  test('must prove himself again before money moves when that was long ago', async () => {
    const operator = await newOperator(web.db, 'admin');
    const browser = visitor();
    await operatorSignsIn(browser, operator);
    expect((await browser.get('/admin/money')).status).toBe(200);
    await web.db.query(
      `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{reauthenticated_at}', '1') WHERE user_id = $1`,
      [operator.id],
    );
    expect((await browser.get('/admin/money')).status).toBe(403);

    const code = totpCode(operator.totpSecret, 1);
    const path = '/admin/confirm?next=/admin/money';
    expect((await browser.submit(path, { password: 'not this sentence', code })).status).toBe(401);
    expect((await browser.submit(path, { password: PASSWORD, code: '000000' })).status).toBe(401);
    expect((await browser.submit(path, { password: PASSWORD, code })).location).toBe('/admin/money');
    expect((await browser.get('/admin/money')).text).toContain('moved');
  });

  test('stays signed in when a page does not exist', async () => {
    const browser = visitor();
    await operatorSignsIn(browser, await newOperator(web.db, 'admin'));
    const page = await browser.get('/admin/no-such-page');
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('To the back office')]);
    expect(await who(browser)).toBe('admin');
  });

  test('is led nowhere else after proving himself', async () => {
    const operator = await newOperator(web.db, 'admin');
    const browser = visitor();
    await operatorSignsIn(browser, operator);
    for (const next of ['https://evil.example', '//evil.example', '/dashboard', '/administrator']) {
      expect((await browser.get(`/admin/confirm?next=${encodeURIComponent(next)}`)).html).toContain(
        'name="next" value="/admin"',
      );
    }
  });
});

describe('a customer', () => {
  test('cannot sign in to the back office', async () => {
    const { email } = await newCustomer(web.db);
    expect((await visitor().submit('/admin/login', { email, password: PASSWORD })).status).toBe(401);
  });

  test('cannot turn his session into an operator’s, nor the other way round', async () => {
    const { email } = await newCustomer(web.db);
    const customer = visitor();
    await customer.submit('/login', { email, password: PASSWORD });
    const operator = visitor();
    await operatorSignsIn(operator, await newOperator(web.db, 'admin'));
    for (const browser of [customer, operator]) {
      const other = visitor();
      for (const [name, value] of browser.cookies) {
        other.cookies.set(
          name.replace(/customer|operator/, (realm) => (realm === 'customer' ? 'operator' : 'customer')),
          value,
        );
      }
      expect([await who(other), await who(other, '/who')]).toEqual([null, null]);
    }
    expect(await who(customer, '/who')).toBe('customer');
    expect(await who(operator)).toBe('admin');
  });

  test('who became an operator must sign in as one', async () => {
    const { id, email } = await newCustomer(web.db);
    const browser = visitor();
    await browser.submit('/login', { email, password: PASSWORD });
    await web.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [id]);
    expect([await who(browser), await who(browser, '/who')]).toEqual([null, null]);
  });
});
