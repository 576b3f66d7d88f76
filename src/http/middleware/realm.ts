import type { RequestHandler } from 'express';
import { createPassport, type Realm, type User } from '../../accounts/index.js';
import type { HttpDeps } from '../deps.js';
import { SignInRequired } from '../request-errors.js';
import { csrfProtection, offerCsrfToken } from './csrf.js';
import { formBodies } from './forms.js';
import { savedBeforeRedirect } from './saved-before-redirect.js';
import { type SessionStore, sessions } from './sessions.js';

/** Session, person and token of one realm: `req.user` (read afresh) and the locals `viewer` and `csrfToken`. */
export function realm(deps: HttpDeps, store: SessionStore, of: Realm): RequestHandler[] {
  const passport = createPassport(deps.db, of);
  return [
    sessions(deps, store, of),
    savedBeforeRedirect,
    passport.authenticate('session') as RequestHandler,
    viewer,
    offerCsrfToken,
  ];
}

/** Body and CSRF checks for what takes forms; behind `realm`. */
export function formProtection({ config }: Pick<HttpDeps, 'config'>): RequestHandler[] {
  return [...formBodies(), csrfProtection(config.PUBLIC_URL)];
}

const viewer: RequestHandler = (req, res, next) => {
  if (req.user) {
    res.locals.viewer = { id: req.user.id, name: req.user.name, email: req.user.email };
    res.setHeader('Cache-Control', 'no-store');
  }
  next();
};

/** Sends people who are not signed in to the sign-in page, and back afterwards. */
export const requireCustomer: RequestHandler = (req, res, next) => {
  if (req.user) return next();
  const target = `/login?next=${encodeURIComponent(req.originalUrl)}`;
  if (req.get('HX-Request')) return void res.status(401).set('HX-Redirect', '/login').end();
  if (req.method === 'GET') return res.redirect(303, target);
  throw new SignInRequired();
};

/** The person whom `requireCustomer` let through. */
export function customerOf(req: { user?: User }): User {
  if (!req.user) throw new SignInRequired();
  return req.user;
}
