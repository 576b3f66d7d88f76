import type {} from 'express-session';
import passport from 'passport';
import { type IVerifyOptions, Strategy } from 'passport-local';
import type { Db } from '../platform/db.js';
import { checkCredentials } from './sign-in.js';
import { findSignedIn, type Realm, type User } from './users.js';

declare global {
  namespace Express {
    // Passport fills `req.user` with this.
    interface User extends AccountUser {}
  }
}
type AccountUser = User;

declare module 'express-session' {
  interface SessionData {
    /** When password and second factor were last proved, in milliseconds; operators only. */
    reauthenticated_at?: number;
    /** An operator who has given his password and owes the second factor. */
    awaiting_code?: { user_id: string; at: number };
    /** What the list of sessions shows. */
    client?: { agent: string; address: string };
    passport?: { user?: string };
  }
}

/**
 * Passport for one of the two sign-ins. It reads the person afresh for every request, so that a changed role or a
 * closed account counts at once, and it renews the session's id at sign-in and sign-out.
 */
export function createPassport(db: Db, realm: Realm): passport.Authenticator {
  const authenticator = new passport.Passport();
  authenticator.use(
    new Strategy({ usernameField: 'email', passReqToCallback: true }, (req, email, password, done) => {
      checkCredentials(db, { email, password, realm, address: req.ip ?? '' }).then(
        (user) => done(null, user),
        (error: unknown) => done(error as Error, false as IVerifyOptions & false),
      );
    }),
  );
  authenticator.serializeUser<string>((user, done) => done(null, user.id));
  authenticator.deserializeUser<string>((id, done) => {
    findSignedIn(db, { id, realm }).then((user) => done(null, user ?? false), done);
  });
  return authenticator;
}
