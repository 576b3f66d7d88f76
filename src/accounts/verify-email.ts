import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { LinkRefused } from './errors.js';
import { hashPassword, requireGoodPassword } from './passwords.js';
import { findToken, issueToken, LINK_HOURS, useToken } from './tokens.js';

export type Unverified = { id: string; email: string; name: string };

/** Sends the link again. Says nothing when there is no such account or it is confirmed: nobody learns who is here. */
export async function resendVerification(tx: Tx, { email }: { email: string }): Promise<void> {
  const user = await tx.maybeOne<Unverified>(
    `SELECT id, email, name FROM users
     WHERE email = $1 AND email_verified_at IS NULL AND status = 'active' FOR UPDATE`,
    [email],
  );
  if (user) await mailVerification(tx, user);
}

/**
 * Confirms the address that the link was sent to. It does not sign in: the password still has to be known. Where
 * there is none, as the address was registered more than once, it leaves everything as it is and answers `password_needed`.
 * @throws LinkRefused
 */
export async function verifyEmail(
  tx: Tx,
  { token }: { token: string },
): Promise<'verified' | 'password_needed'> {
  const { password_hash } = await linkedAccount(tx, token);
  if (password_hash === null) return 'password_needed';
  await confirm(tx, { token, password_hash });
  return 'verified';
}

/** Confirms the address with a password that the reader of the mail chooses. @throws LinkRefused, InvalidInput at `password` */
export async function verifyEmailWithPassword(
  tx: Tx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const { email } = await linkedAccount(tx, token);
  requireGoodPassword(password, email);
  await confirm(tx, { token, password_hash: await hashPassword(password) });
}

/** Whose link it is. His row is locked: a registration at the same time waits, or is seen here. */
async function linkedAccount(
  tx: Tx,
  token: string,
): Promise<{ email: string; password_hash: string | null }> {
  const { user_id } = await findToken(tx, { token, purpose: 'verify_email' });
  const user = await tx.maybeOne<{ email: string; password_hash: string | null }>(
    `SELECT email, password_hash FROM users WHERE id = $1 AND status = 'active' FOR UPDATE`,
    [user_id],
  );
  if (!user) throw new LinkRefused('unknown');
  return user;
}

async function confirm(
  tx: Tx,
  { token, password_hash }: { token: string; password_hash: string },
): Promise<void> {
  const { user_id } = await useToken(tx, { token, purpose: 'verify_email' });
  await tx.query(
    `UPDATE users SET email_verified_at = coalesce(email_verified_at, app.now()), password_hash = $2 WHERE id = $1`,
    [user_id, password_hash],
  );
}

/** Mails the link that confirms an address; an earlier one is void. */
export async function mailVerification(tx: Tx, { id: user_id, email, name }: Unverified): Promise<void> {
  const token = await issueToken(tx, { user_id, purpose: 'verify_email' });
  await queueMail(tx, {
    user_id,
    to: email,
    template: 'verify-email',
    variables: { name, hours: LINK_HOURS.verify_email, secret: { path: `/verify-email?token=${token}` } },
  });
}
