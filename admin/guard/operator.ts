import type { Request, RequestHandler } from 'express';
import { type Actor, findSignedIn, isOperator, type OperatorRole } from '../../src/accounts/index.js';
import type { Db } from '../../src/platform/db.js';
import { Refusal } from './refusal.js';

/** Who is signed in to the back office, as AdminJS and the pages know him: nothing that he did not choose to be called. */
export interface CurrentOperator {
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** AdminJS's type asks for it; an operator's address has no business in a page. */
  readonly email: '';
  /** For use cases. Not part of any page. */
  readonly actor: Actor;
}

const operators = new WeakMap<Request, CurrentOperator>();

/**
 * Lets signed-in operators through. The session only says who it is; role, status and second factor are read from
 * the database on each request, so that taking them away counts at once. Others go to the sign-in page.
 */
export function signedInOperators({ db, loginPath }: { db: Db; loginPath: string }): RequestHandler {
  return async (req, res, next) => {
    const id = req.session?.passport?.user;
    const user = id === undefined ? undefined : await findSignedIn(db, { id, realm: 'operator' });
    if (user && isOperator(user.role)) {
      const actor = { id: user.id, role: user.role, address: req.ip ?? null };
      operators.set(req, { id: user.id, name: user.name, role: user.role, email: '', actor });
      return next();
    }
    if (req.method === 'GET' && !req.path.startsWith('/api/')) return res.redirect(303, loginPath);
    throw new Refusal(401, 'Your session has ended. Please sign in again.');
  };
}

/** The operator whom `signedInOperators` let through. */
export function operatorOf(req: Request): CurrentOperator {
  const operator = operators.get(req);
  if (!operator) throw new Refusal(401, 'Nobody is signed in.');
  return operator;
}
