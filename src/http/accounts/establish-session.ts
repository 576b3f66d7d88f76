import { promisify } from 'node:util';
import type { Request } from 'express';
import { recordSignIn, type User } from '../../accounts/index.js';
import type { Db } from '../../platform/db.js';

/**
 * Signs somebody in whose proofs were checked: Passport renews the session's id, so that one fixed before is worth
 * nothing, and the session remembers where it is.
 */
export async function establishSession(db: Db, req: Request, user: User): Promise<void> {
  await promisify<User, void>(req.logIn.bind(req))(user);
  req.session.client = { agent: (req.get('User-Agent') ?? '').slice(0, 300), address: req.ip ?? '' };
  if (user.role !== 'customer') req.session.reauthenticated_at = Date.now();
  await recordSignIn(db, user.id);
}

/** Signs out: the session is destroyed, not only emptied. */
export async function endSession(req: Request): Promise<void> {
  await new Promise<void>((done, failed) => {
    req.session.destroy((fault: unknown) => (fault ? failed(fault) : done()));
  });
}
