import { Router } from 'express';
import { revokeSession, revokeSessions } from '../../accounts/index.js';
import { NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { emailConfirmation } from './email-confirmation.js';
import { emailForm, nameForm, passwordForm } from './settings-forms.js';
import { SETTINGS_VIEW, settingsLocals } from './settings-locals.js';

/** /settings: name, password, email address, and where one is signed in. */
export function settings(deps: HttpDeps): Router {
  const { db } = deps;
  return Router()
    .get('/settings/email/confirmation', emailConfirmation(deps))
    .use('/settings', requireCustomer)
    .get('/settings', async (req, res) => {
      const { done } = req.query;
      res.render(SETTINGS_VIEW, { title: 'Settings', done, ...(await settingsLocals(db, req)) });
    })
    .post('/settings/name', takeForm(nameForm(deps)))
    .post('/settings/password', takeForm(passwordForm(deps)))
    .post('/settings/email', takeForm(emailForm(deps)))
    .post('/settings/sessions/revocation', async (req, res) => {
      await revokeSessions(db, { user_id: customerOf(req).id, except_sid: req.sessionID });
      res.redirect(303, '/settings?done=sessions');
    })
    .post('/settings/sessions/:id/revocation', async (req, res) => {
      const revoked = await revokeSession(db, { user_id: customerOf(req).id, id: req.params.id });
      if (!revoked) throw new NotFound('This session has ended already.');
      res.redirect(303, '/settings?done=session');
    });
}
