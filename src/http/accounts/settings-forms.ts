import type { Request } from 'express';
import { z } from 'zod';
import {
  changePassword,
  checkPasswordOf,
  countAttempt,
  rename,
  requestEmailChange,
  WrongCredentials,
} from '../../accounts/index.js';
import { InvalidInput } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { EmailField, NameField, NewPasswordField, PasswordField } from '../fields.js';
import type { FormPage } from '../form-page.js';
import { customerOf } from '../middleware/realm.js';
import { SETTINGS_VIEW, settingsLocals } from './settings-locals.js';

const Name = z.object({ name: NameField });
const Password = z.object({ current_password: PasswordField, password: NewPasswordField });
const Email = z.object({ email: EmailField, current_password: PasswordField });

export function nameForm(deps: HttpDeps): FormPage<typeof Name> {
  return {
    ...page(deps, 'name_form'),
    body: Name,
    keeps: ['name'],
    act: async ({ name }, req, res) => {
      await rename(deps.db, { user_id: customerOf(req).id, name });
      res.redirect(303, '/settings?done=name');
    },
  };
}

export function passwordForm(deps: HttpDeps): FormPage<typeof Password> {
  return {
    ...page(deps, 'password_form'),
    body: Password,
    keeps: [],
    act: async ({ current_password, password }, req, res) => {
      const user_id = customerOf(req).id;
      await proveIdentity(deps, req, current_password);
      await deps.db.transaction((tx) => changePassword(tx, { user_id, password, keep_sid: req.sessionID }));
      res.redirect(303, '/settings?done=password');
    },
  };
}

export function emailForm(deps: HttpDeps): FormPage<typeof Email> {
  return {
    ...page(deps, 'email_form'),
    body: Email,
    keeps: ['email'],
    act: async ({ email, current_password }, req, res) => {
      const user_id = customerOf(req).id;
      await proveIdentity(deps, req, current_password);
      await countAttempt(deps.db, { 'mail.account': `change ${user_id}` });
      await deps.db.transaction((tx) => requestEmailChange(tx, { user_id, new_email: email }));
      res.redirect(303, '/settings?done=email');
    },
  };
}

/** All three forms stand on one page; `form` says which of them is shown with its faults. */
function page({ db }: HttpDeps, form: string) {
  return {
    view: SETTINGS_VIEW,
    title: 'Settings',
    locals: async (req: Request) => ({ ...(await settingsLocals(db, req)), [form]: true, narrow: false }),
  };
}

async function proveIdentity({ db }: HttpDeps, req: Request, password: string): Promise<void> {
  try {
    await checkPasswordOf(db, { user_id: customerOf(req).id, password, address: req.ip ?? '' });
  } catch (error) {
    if (error instanceof WrongCredentials)
      throw new InvalidInput({ current_password: 'This is not your password.' });
    throw error;
  }
}
