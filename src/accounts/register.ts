import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { hashPassword, requireGoodPassword } from './passwords.js';
import { mailVerification, type Unverified } from './verify-email.js';

export type Registration = { user_id: string; created: boolean };

/**
 * Makes a customer with his wallet and mails him the link that confirms his address. Where the address has an
 * account already, the answer to the browser is the same and the mail tells its owner: a confirmed one is told
 * so, an unconfirmed one gets another link, with which he chooses the password.
 * @throws InvalidInput at `password`
 */
export async function register(
  tx: Tx,
  { email, password, name = '' }: { email: string; password: string; name?: string },
): Promise<Registration> {
  requireGoodPassword(password, email);
  const password_hash = await hashPassword(password);
  const inserted = await tx.maybeOne<{ id: string }>(
    'INSERT INTO users (email, name, password_hash) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id',
    [email, name, password_hash],
  );
  if (!inserted) return registerAgain(tx, { email });
  await tx.query('INSERT INTO wallets (id) VALUES ($1)', [inserted.id]);
  await mailVerification(tx, { id: inserted.id, email, name });
  return { user_id: inserted.id, created: true };
}

/**
 * Nobody knows which of two registrations is the owner's, so neither password counts: the account has none until the
 * reader of the mail chooses one.
 */
async function registerAgain(tx: Tx, { email }: { email: string }): Promise<Registration> {
  const user = await tx.one<Unverified & { email_verified_at: Date | null }>(
    'SELECT id, email, name, email_verified_at FROM users WHERE email = $1 FOR UPDATE',
    [email],
  );
  if (user.email_verified_at) {
    await queueMail(tx, {
      user_id: user.id,
      to: user.email,
      template: 'already-registered',
      variables: { name: user.name },
    });
  } else {
    await tx.query('UPDATE users SET password_hash = NULL WHERE id = $1', [user.id]);
    await mailVerification(tx, user);
  }
  return { user_id: user.id, created: false };
}
