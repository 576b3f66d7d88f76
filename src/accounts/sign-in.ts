import type { Db } from '../platform/db.js';
import { EmailNotVerified, WrongCredentials } from './errors.js';
import { passwordMatches } from './passwords.js';
import { isOperator } from './roles.js';
import { countAttempt, forgetAttempts, takeAttemptBack } from './throttle.js';
import { type Realm, USER_COLUMNS, type User } from './users.js';

type Attempt = { email: string; password: string; address: string; realm: Realm };

/**
 * Checks email and password for one of the two sign-ins; for an operator this is the first of two steps.
 * Unknown, wrong and belonging to the other sign-in all give the same answer in the same time.
 * @throws WrongCredentials, TooManyAttempts, EmailNotVerified (only after the right password)
 */
export async function checkCredentials(db: Db, { email, password, address, realm }: Attempt): Promise<User> {
  const perAccount = {
    'sign-in.account-from-address': `${realm} ${email} ${address}`,
    'sign-in.account': `${realm} ${email}`,
  };
  await countAttempt(db, { ...perAccount, 'sign-in.address': address });
  const found = await db.maybeOne<User & { password_hash: string | null }>(
    `SELECT ${USER_COLUMNS}, password_hash FROM users WHERE email = $1`,
    [email],
  );
  const matches = await passwordMatches(password, found?.password_hash);
  if (!found || !matches || found.status !== 'active' || isOperator(found.role) !== (realm === 'operator')) {
    throw new WrongCredentials();
  }
  if (!found.email_verified_at) throw new EmailNotVerified();
  await forgetAttempts(db, perAccount);
  await takeAttemptBack(db, { 'sign-in.address': address });
  const { password_hash: _, ...user } = found;
  return user;
}

/** Checks the password of somebody who is signed in, before something delicate. @throws WrongCredentials, TooManyAttempts */
export async function checkPasswordOf(
  db: Db,
  { user_id, password, address }: { user_id: string; password: string; address: string },
): Promise<void> {
  const attempt = { 'sign-in.account-from-address': `${user_id} ${address}`, 'sign-in.account': user_id };
  await countAttempt(db, attempt);
  const found = await db.maybeOne<{ password_hash: string | null }>(
    'SELECT password_hash FROM users WHERE id = $1',
    [user_id],
  );
  if (!(await passwordMatches(password, found?.password_hash))) throw new WrongCredentials();
  await forgetAttempts(db, attempt);
}

/** Notes that somebody came in. */
export async function recordSignIn(db: Db, user_id: string): Promise<void> {
  await db.query('UPDATE users SET last_sign_in_at = app.now() WHERE id = $1', [user_id]);
}
