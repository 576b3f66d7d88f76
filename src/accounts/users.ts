import type { Queryable } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { isOperator, type Role } from './roles.js';

/** A person as every request reads him afresh. Holds no secret. */
export type User = {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: 'active' | 'closed';
  email_verified_at: Date | null;
  totp_confirmed_at: Date | null;
  created_at: Date;
};

export const USER_COLUMNS = 'id, email, name, role, status, email_verified_at, totp_confirmed_at, created_at';

/** Which of the two sign-ins a session belongs to. */
export type Realm = 'customer' | 'operator';

/** The person of a session if he may still use that realm: role, status and second factor as they are now. */
export async function findSignedIn(
  db: Queryable,
  { id, realm }: { id: string; realm: Realm },
): Promise<User | undefined> {
  const user = await findUser(db, id);
  if (user?.status !== 'active') return undefined;
  const allowed =
    realm === 'operator'
      ? isOperator(user.role) && user.totp_confirmed_at !== null
      : user.role === 'customer' && user.email_verified_at !== null;
  return allowed ? user : undefined;
}

export async function findUser(db: Queryable, id: string): Promise<User | undefined> {
  return db.maybeOne<User>(`SELECT ${USER_COLUMNS} FROM users WHERE id = $1`, [id]);
}

/** Sets what a person is called. @throws InvalidInput at `name` when longer than 200 characters */
export async function rename(
  db: Queryable,
  { user_id, name }: { user_id: string; name: string },
): Promise<void> {
  if (name.length > 200) throw new InvalidInput({ name: 'Use at most 200 characters.' });
  await db.query('UPDATE users SET name = $2 WHERE id = $1', [user_id, name.trim()]);
}
