import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import {
  countAttempt,
  LinkRefused,
  register,
  resendVerification,
  verifyEmail,
  verifyEmailWithPassword,
} from '../../accounts/index.js';
import type { HttpDeps } from '../deps.js';
import { problemOf } from '../errors.js';
import { EmailField, NewPasswordField, TokenField } from '../fields.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';

declare module 'express-session' {
  interface SessionData {
    /** The address that this browser registered with, to prefill "send it again". */
    registered_email?: string;
  }
}

const Registration = z.object({ email: EmailField, password: NewPasswordField });
const Resend = z.object({ email: EmailField });
const Chosen = z.object({ token: TokenField, password: NewPasswordField });

/** /register and /verify-email. Neither ever tells whether an address has an account. */
export function registration(deps: HttpDeps): Router {
  const register = registerPage(deps);
  const resend = resendPage(deps);
  const choose = choosePage(deps);
  return Router()
    .get('/register', showForm(register))
    .post('/register', takeForm(register))
    .get('/verify-email', verification(deps, showForm(choose)), showForm(resend))
    .post('/verify-email', takeForm(resend))
    .post('/verify-email/password', takeForm(choose));
}

function registerPage({ db }: HttpDeps): FormPage<typeof Registration> {
  return {
    view: 'portal/accounts/register',
    title: 'Create an account',
    body: Registration,
    keeps: ['email'],
    act: async ({ email, password }, req, res) => {
      await countAttempt(db, { 'mail.address': req.ip ?? '', 'mail.account': `register ${email}` });
      await db.transaction((tx) => register(tx, { email, password }));
      req.session.registered_email = email;
      res.redirect(303, '/verify-email');
    },
  };
}

function resendPage({ db }: HttpDeps): FormPage<typeof Resend> {
  return {
    view: 'portal/accounts/verify-email',
    title: 'Confirm your email address',
    body: Resend,
    keeps: ['email'],
    locals: (req) => ({
      sent_to: req.session.registered_email,
      values: { email: req.session.registered_email },
    }),
    act: async ({ email }, req, res) => {
      await countAttempt(db, { 'mail.address': req.ip ?? '', 'mail.account': `verify ${email}` });
      await db.transaction((tx) => resendVerification(tx, { email }));
      req.session.registered_email = email;
      res.redirect(303, '/verify-email');
    },
  };
}

/** Where an address that was registered more than once gets its password, from whoever reads its mail. */
function choosePage({ db }: HttpDeps): FormPage<typeof Chosen> {
  return {
    view: 'portal/accounts/choose-password',
    title: 'Choose your password',
    body: Chosen,
    keeps: ['token'],
    locals: (req) => ({ values: { token: req.query.token } }),
    act: async ({ token, password }, req, res) => {
      await db.transaction((tx) => verifyEmailWithPassword(tx, { token, password }));
      delete req.session.registered_email;
      showVerified(res);
    },
  };
}

function showVerified(res: Response): void {
  res.render('portal/accounts/verified', { title: 'Your address is confirmed', narrow: true });
}

/** The link in the mail. Following it again says that it was used, and that signing in is what comes next. */
function verification({ db }: HttpDeps, showChoice: RequestHandler): RequestHandler {
  return async (req, res, next) => {
    if (req.query.token === undefined) return next();
    const token = TokenField.safeParse(req.query.token);
    try {
      if (!token.success) throw new LinkRefused('unknown');
      const outcome = await db.transaction((tx) => verifyEmail(tx, { token: token.data }));
      if (outcome === 'password_needed') {
        await showChoice(req, res, next);
        return;
      }
      delete req.session.registered_email;
      showVerified(res);
    } catch (error) {
      if (!(error instanceof LinkRefused)) throw error;
      const locals = {
        title: 'This link cannot be used',
        narrow: true,
        [error.why]: true,
        values: {},
        errors: {},
      };
      res
        .status(problemOf(error).status)
        .render('portal/accounts/link-refused', { ...locals, message: error.message });
    }
  };
}
