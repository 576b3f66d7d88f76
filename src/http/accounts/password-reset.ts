import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import {
  checkResetLink,
  countAttempt,
  findUser,
  isOperator,
  LinkRefused,
  requestPasswordReset,
  resetPassword,
} from '../../accounts/index.js';
import type { HttpDeps } from '../deps.js';
import { problemOf } from '../errors.js';
import { EmailField, NewPasswordField, TokenField } from '../fields.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';

const Forgotten = z.object({ email: EmailField });
const Reset = z.object({ token: TokenField, password: NewPasswordField });

/** /forgot-password and /reset-password, for customers and operators. The answer is the same for every address. */
export function passwordReset(deps: HttpDeps): Router {
  const forgotten = forgottenPage(deps);
  const reset = resetPage(deps);
  return Router()
    .get('/forgot-password', showForm(forgotten))
    .post('/forgot-password', takeForm(forgotten))
    .get('/reset-password', usableLink(deps), showForm(reset))
    .post('/reset-password', takeForm(reset));
}

function forgottenPage({ db }: HttpDeps): FormPage<typeof Forgotten> {
  return {
    view: 'portal/accounts/forgot-password',
    title: 'Choose a new password',
    body: Forgotten,
    keeps: ['email'],
    locals: (req) => ({ sent: req.query.sent !== undefined }),
    act: async ({ email }, req, res) => {
      await countAttempt(db, { 'mail.address': req.ip ?? '', 'mail.account': `reset ${email}` });
      await db.transaction((tx) => requestPasswordReset(tx, { email }));
      res.redirect(303, '/forgot-password?sent');
    },
  };
}

function resetPage({ db }: HttpDeps): FormPage<typeof Reset> {
  return {
    view: 'portal/accounts/reset-password',
    title: 'Choose a new password',
    body: Reset,
    keeps: ['token'],
    locals: (req) => ({ values: { token: req.query.token } }),
    act: async ({ token, password }, _req, res) => {
      const { user_id, keys_revoked } = await db.transaction((tx) => resetPassword(tx, { token, password }));
      const user = await findUser(db, user_id);
      const sign_in = user && isOperator(user.role) ? '/admin/login' : '/login';
      const locals = { title: 'Your password is set', narrow: true, sign_in, keys_revoked };
      res.render('portal/accounts/password-set', locals);
    },
  };
}

/** Says that a link is used up before anybody thinks up a password for it. */
function usableLink({ db }: HttpDeps): RequestHandler {
  return async (req, res, next) => {
    const token = TokenField.safeParse(req.query.token);
    try {
      if (!token.success) throw new LinkRefused('unknown');
      await db.transaction((tx) => checkResetLink(tx, { token: token.data }));
      next();
    } catch (error) {
      if (!(error instanceof LinkRefused)) throw error;
      const locals = { title: 'This link cannot be used', narrow: true, reset: true, message: error.message };
      res.status(problemOf(error).status).render('portal/accounts/link-refused', locals);
    }
  };
}
