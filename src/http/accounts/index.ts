import { Router } from 'express';
import type { HttpDeps } from '../deps.js';
import { operatorConfirmation } from './operator/confirm.js';
import { operatorSecondFactor } from './operator/second-factor.js';
import { operatorPassword } from './operator/sign-in.js';
import { passwordReset } from './password-reset.js';
import { registration } from './register.js';
import { settings } from './settings.js';
import { customerSignIn } from './sign-in.js';

/** Everything a customer does with his account. */
export function accountPages(deps: HttpDeps): Router {
  return Router().use(registration(deps), customerSignIn(deps), passwordReset(deps), settings(deps));
}

/** An operator's way in and out; mounted under /admin, in front of the back office. */
export function operatorPages(deps: HttpDeps): Router {
  return Router().use(operatorPassword(deps), operatorConfirmation(deps), operatorSecondFactor(deps));
}
