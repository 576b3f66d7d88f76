import { Router } from 'express';
import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import { EmailField, ownPath, PasswordField } from '../fields.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { passwordCheck } from './authenticate.js';
import { endSession, establishSession } from './establish-session.js';

const HOME = '/dashboard';
const Credentials = z.object({ email: EmailField, password: PasswordField, next: z.unknown().optional() });

/** /login and /logout of customers. Operators have their own: nobody with a role comes in here. */
export function customerSignIn(deps: HttpDeps): Router {
  const page = signInPage(deps);
  return Router()
    .get('/login', (req, res, next) => (req.user ? res.redirect(303, HOME) : next()), showForm(page))
    .post('/login', takeForm(page))
    .get('/logout', (_req, res) =>
      res.render('portal/accounts/sign-out', { title: 'Sign out', narrow: true, action: '/logout' }),
    )
    .post('/logout', async (req, res) => {
      await endSession(req);
      res.redirect(303, '/login');
    });
}

function signInPage({ db, extras }: HttpDeps): FormPage<typeof Credentials> {
  const check = passwordCheck(db, 'customer');
  return {
    view: 'portal/accounts/sign-in',
    title: 'Sign in',
    body: Credentials,
    keeps: ['email', 'next'],
    locals: (req) => ({
      values: { next: ownPath(req.query.next, '') },
      buttons: extras?.signInButtons.filter(({ role }) => role === 'customer'),
    }),
    act: async ({ email, password, next }, req, res) => {
      const user = await check(req, res, { email, password });
      await establishSession(db, req, user);
      res.redirect(303, ownPath(next, HOME));
    },
  };
}
