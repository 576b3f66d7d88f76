import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { findUser, type User } from '../../../src/accounts/index.js';
import { establishSession } from '../../../src/http/accounts/establish-session.js';
import type { SandboxExtras } from '../../../src/http/deps.js';
import { formProtection } from '../../../src/http/middleware/realm.js';
import type { Config } from '../../../src/platform/config.js';
import { Browser } from './browser.js';
import { newCustomer, newOperator } from './people.js';
import { startWeb, type Web } from './web.js';

const PAGES = ['/', '/login', '/register', '/pricing', '/about', '/contact', '/no-such-page', '/admin/login'];

let sandbox: Web;
let production: Web;
let customer: { id: string };
let operator: { id: string };
beforeAll(async () => {
  const signInAs = (id: () => string) =>
    Router().post(['/sandbox/sign-in', '/sign-in'], async (req, res) => {
      await establishSession(sandbox.db, req, (await findUser(sandbox.db, id())) as User);
      res.redirect(303, '/who');
    });
  const extras: SandboxExtras = {
    badge: 'Sandbox',
    signInButtons: [
      { label: 'Sign in as Ada', role: 'customer', action: '/sandbox/sign-in' },
      { label: 'Sign in as finance', role: 'finance', action: '/admin/sandbox/sign-in' },
    ],
    router: signInAs(() => customer.id).get('/who', (req, res) => res.send(req.user?.role ?? 'nobody')),
    operatorRouter: Router()
      .use(
        '/sandbox',
        formProtection({ config: { PUBLIC_URL: 'http://x' } as Config }),
        signInAs(() => operator.id),
      )
      .get('/who', (req, res) => res.send(req.user?.role ?? 'nobody')),
  };
  [sandbox, production] = await Promise.all([startWeb({ extras }), startWeb()]);
  customer = await newCustomer(sandbox.db);
  operator = await newOperator(sandbox.db, 'finance');
});
afterAll(() => Promise.all([sandbox.close(), production.close()]));

describe('a sandbox', () => {
  test.each(PAGES)('has its badge on %s', async (path) => {
    expect((await new Browser(sandbox.url).get(path)).text).toContain('Sandbox');
  });

  test.each([
    ['/login', '/sandbox/sign-in', '/who', 'customer'],
    ['/admin/login', '/admin/sandbox/sign-in', '/admin/who', 'finance'],
  ])(
    'signs in by a button on %s, which is a form with the token like any other',
    async (page, action, who, role) => {
      const browser = new Browser(sandbox.url);
      expect((await browser.post(action, {})).status).toBe(403);
      expect((await browser.submit(page, {}, action)).status).toBe(303);
      expect((await browser.get(who)).html).toBe(role);
    },
  );
});

describe('what is no sandbox', () => {
  test.each(PAGES)('has no badge and no button on %s', async (path) => {
    const { html } = await new Browser(production.url).get(path);
    expect(html.toLowerCase()).not.toContain('sandbox');
    expect(html).not.toContain('Sign in as');
  });

  test.each(['/sandbox/sign-in', '/admin/sandbox/sign-in', '/who'])('has nothing at %s', async (path) => {
    const browser = new Browser(production.url);
    expect((await browser.get(path)).status).toBe(404);
    expect((await browser.post(path, { _csrf: await browser.token() })).status).toBe(404);
  });
});
