import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { reauthenticate } from '../../../accounts/index.js';
import type { HttpDeps } from '../../deps.js';
import { CodeField, PasswordField } from '../../fields.js';
import { type FormPage, showForm, takeForm } from '../../form-page.js';
import { SignInRequired } from '../../request-errors.js';
import { operatorTarget } from './target.js';

const Proof = z.object({ password: PasswordField, code: CodeField, next: z.unknown().optional() });

/** /admin/confirm?next=…: password and code again, before money moves. */
export function operatorConfirmation(deps: HttpDeps): Router {
  const page = confirmationPage(deps);
  return Router()
    .use('/confirm', onlySignedIn)
    .get('/confirm', showForm(page))
    .post('/confirm', takeForm(page));
}

function confirmationPage({ db }: HttpDeps): FormPage<typeof Proof> {
  return {
    view: 'portal/accounts/operator/confirm',
    title: 'Confirm that it is you',
    body: Proof,
    keeps: ['next'],
    locals: (req) => ({ layout: 'bare', values: { next: operatorTarget(req.query.next) } }),
    act: async ({ password, code, next }, req, res) => {
      if (!req.user) throw new SignInRequired();
      await reauthenticate(db, { user_id: req.user.id, password, code, address: req.ip ?? '' });
      req.session.reauthenticated_at = Date.now();
      res.redirect(303, operatorTarget(next));
    },
  };
}

const onlySignedIn: RequestHandler = (req, res, next) =>
  req.user ? next() : res.redirect(303, '/admin/login');
