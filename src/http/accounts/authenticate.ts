import type { Request, Response } from 'express';
import { createPassport, type Realm, type User, WrongCredentials } from '../../accounts/index.js';
import type { Db } from '../../platform/db.js';

type Credentials = { email: string; password: string };

/** Runs Passport's local strategy of one realm on parsed credentials. It signs nobody in yet. */
export function passwordCheck(db: Db, realm: Realm) {
  const passport = createPassport(db, realm);
  /** @throws WrongCredentials, EmailNotVerified, TooManyAttempts */
  return (req: Request, res: Response, credentials: Credentials): Promise<User> => {
    req.body = credentials;
    return new Promise((found, failed) => {
      const settle = (error: unknown, user?: User | false) =>
        user ? found(user) : failed(error ?? new WrongCredentials());
      passport.authenticate('local', settle)(req, res, failed);
    });
  };
}
