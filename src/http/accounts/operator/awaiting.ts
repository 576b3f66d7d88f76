import type { Request, RequestHandler } from 'express';
import { findUser, isOperator, type User } from '../../../accounts/index.js';
import type { Db } from '../../../platform/db.js';
import { SignInRequired } from '../../request-errors.js';

/** How long a right password waits for the second factor. */
const PATIENCE_MS = 10 * 60_000;

/** Lets through who has given the password and owes the second factor; others start again. */
export const awaitsCode: RequestHandler = (req, res, next) => {
  if (isFresh(req)) return next();
  res.redirect(303, '/admin/login');
};

/** That operator, read afresh. @throws SignInRequired when he waited too long or is no operator any more */
export async function operatorAwaitingCode(db: Db, req: Request): Promise<User> {
  const user = isFresh(req) ? await findUser(db, req.session.awaiting_code?.user_id ?? '') : undefined;
  if (user?.status !== 'active' || !isOperator(user.role)) throw new SignInRequired();
  return user;
}

function isFresh(req: Request): boolean {
  const { at } = req.session.awaiting_code ?? { at: 0 };
  return Date.now() - at < PATIENCE_MS;
}
