import { type Request, type RequestHandler, Router } from 'express';
import { toDataURL } from 'qrcode';
import { z } from 'zod';
import {
  audit,
  beginEnrolment,
  checkSecondFactor,
  confirmEnrolment,
  totpUri,
  type User,
} from '../../../accounts/index.js';
import type { HttpDeps } from '../../deps.js';
import { CodeField } from '../../fields.js';
import { type FormPage, showForm, takeForm } from '../../form-page.js';
import { establishSession } from '../establish-session.js';
import { awaitsCode, operatorAwaitingCode } from './awaiting.js';

const Code = z.object({ code: CodeField });

/** /admin/login/code and /admin/login/enrolment, the second step of an operator's sign-in. */
export function operatorSecondFactor(deps: HttpDeps): Router {
  const code = codePage(deps);
  const enrolment = enrolmentPage(deps);
  return Router()
    .use('/login', awaitsCode)
    .get('/login/code', showForm(code))
    .post('/login/code', takeForm(code))
    .get('/login/enrolment', onlyUnenrolled(deps), showForm(enrolment))
    .post('/login/enrolment', takeForm(enrolment));
}

function codePage({ db }: HttpDeps): FormPage<typeof Code> {
  return {
    view: 'portal/accounts/operator/code',
    title: 'Second factor',
    body: Code,
    keeps: [],
    locals: () => ({ layout: 'bare' }),
    act: async ({ code }, req, res) => {
      const user = await operatorAwaitingCode(db, req);
      await checkSecondFactor(db, { user_id: user.id, code });
      await signIn(db, req, user);
      res.redirect(303, '/admin');
    },
  };
}

function enrolmentPage({ db }: HttpDeps): FormPage<typeof Code> {
  return {
    view: 'portal/accounts/operator/enrolment',
    title: 'Set up your second factor',
    body: Code,
    keeps: [],
    locals: async (req) => ({
      layout: 'bare',
      ...(await enrolmentOf(await operatorAwaitingCode(db, req), db)),
    }),
    act: async ({ code }, req, res) => {
      const user = await operatorAwaitingCode(db, req);
      const actor = { id: user.id, role: user.role, address: req.ip ?? null };
      const { recovery_codes } = await confirmEnrolment(db, { actor, code });
      await signIn(db, req, user);
      res.render('portal/accounts/operator/recovery-codes', {
        layout: 'bare',
        title: 'Your recovery codes',
        recovery_codes,
      });
    },
  };
}

async function enrolmentOf(user: User, db: HttpDeps['db']): Promise<Record<string, unknown>> {
  const secret = await beginEnrolment(db, { user_id: user.id });
  if (!secret) return {};
  const qr = await toDataURL(totpUri({ secret, email: user.email }), {
    errorCorrectionLevel: 'M',
    margin: 2,
    width: 200,
  });
  return { qr, secret: secret.match(/.{1,4}/g)?.join(' ') };
}

/** The secret is shown until it is confirmed, and never again. */
function onlyUnenrolled({ db }: HttpDeps): RequestHandler {
  return async (req, res, next) => {
    const user = await operatorAwaitingCode(db, req);
    if (user.totp_confirmed_at) return res.redirect(303, '/admin/login/code');
    next();
  };
}

async function signIn(db: HttpDeps['db'], req: Request, user: User): Promise<void> {
  await establishSession(db, req, user);
  const actor = { id: user.id, role: user.role, address: req.ip ?? null };
  await db.transaction((tx) =>
    audit(tx, { actor, action: 'operator.sign_in', subject: { type: 'user', id: user.id } }),
  );
}
