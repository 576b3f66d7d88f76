import { Router } from 'express';
import { z } from 'zod';
import type { HttpDeps } from '../../deps.js';
import { EmailField, PasswordField } from '../../fields.js';
import { type FormPage, showForm, takeForm } from '../../form-page.js';
import { passwordCheck } from '../authenticate.js';
import { endSession } from '../establish-session.js';

const Credentials = z.object({ email: EmailField, password: PasswordField });

/** /admin/login, the first of two steps, and /admin/logout. */
export function operatorPassword(deps: HttpDeps): Router {
  const page = passwordPage(deps);
  return Router()
    .get('/login', (req, res, next) => (req.user ? res.redirect(303, '/admin') : next()), showForm(page))
    .post('/login', takeForm(page))
    .get('/logout', (_req, res) =>
      res.render('portal/accounts/sign-out', { layout: 'bare', title: 'Sign out', action: '/admin/logout' }),
    )
    .post('/logout', async (req, res) => {
      await endSession(req);
      res.redirect(303, '/admin/login');
    });
}

function passwordPage({ db, extras }: HttpDeps): FormPage<typeof Credentials> {
  const check = passwordCheck(db, 'operator');
  return {
    view: 'portal/accounts/operator/sign-in',
    title: 'Operators sign in',
    body: Credentials,
    keeps: ['email'],
    locals: () => ({
      layout: 'bare',
      buttons: extras?.signInButtons.filter(({ role }) => role !== 'customer'),
    }),
    act: async (credentials, req, res) => {
      const user = await check(req, res, credentials);
      await new Promise<void>((done, failed) =>
        req.session.regenerate((fault) => (fault ? failed(fault) : done())),
      );
      req.session.awaiting_code = { user_id: user.id, at: Date.now() };
      res.redirect(303, user.totp_confirmed_at ? '/admin/login/code' : '/admin/login/enrolment');
    },
  };
}
