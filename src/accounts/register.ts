import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { LinkRefused } from './errors.js';
import { hashPassword, requireGoodPassword } from './passwords.js';
import { issueToken, LINK_HOURS, useToken } from './tokens.js';

export type Registration = { user_id: string; created: boolean };

/**
 * Makes a customer with his wallet and mails him the link that confirms his address. Where the address has an
 * account already, the answer to the browser is the same and the mail tells its owner: a confirmed one is told
 * so, an unconfirmed one takes the new password and a new link.
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
  if (!inserted) return registerAgain(tx, { email, password_hash });
  await tx.query('INSERT INTO wallets (id) VALUES ($1)', [inserted.id]);
  await mailVerification(tx, { user_id: inserted.id, email, name });
  return { user_id: inserted.id, created: true };
}

/** The password of the last registration counts: it is the one that the owner of the address just typed. */
async function registerAgain(
  tx: Tx,
  { email, password_hash }: { email: string; password_hash: string },
): Promise<Registration> {
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
    await tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, password_hash]);
    await mailVerification(tx, { user_id: user.id, email: user.email, name: user.name });
  }
  return { user_id: user.id, created: false };
}

type Unverified = { id: string; email: string; name: string };

/** Sends the link again. Says nothing when there is no such account or it is confirmed: nobody learns who is here. */
export async function resendVerification(tx: Tx, { email }: { email: string }): Promise<void> {
  const user = await tx.maybeOne<Unverified>(
    `SELECT id, email, name FROM users
     WHERE email = $1 AND email_verified_at IS NULL AND status = 'active' FOR UPDATE`,
    [email],
  );
  if (user) await mailVerification(tx, { user_id: user.id, email: user.email, name: user.name });
}

/**
 * Confirms the address that the link was sent to. It does not sign in: the password still has to be known.
 * @throws LinkRefused
 */
export async function verifyEmail(tx: Tx, { token }: { token: string }): Promise<{ user_id: string }> {
  const { user_id } = await useToken(tx, { token, purpose: 'verify_email' });
  const verified = await tx.query(
    `UPDATE users SET email_verified_at = coalesce(email_verified_at, app.now())
     WHERE id = $1 AND status = 'active' RETURNING id`,
    [user_id],
  );
  if (verified.length === 0) throw new LinkRefused('unknown');
  return { user_id };
}

async function mailVerification(
  tx: Tx,
  { user_id, email, name }: { user_id: string; email: string; name: string },
): Promise<void> {
  const token = await issueToken(tx, { user_id, purpose: 'verify_email' });
  await queueMail(tx, {
    user_id,
    to: email,
    template: 'verify-email',
    variables: { name, hours: LINK_HOURS.verify_email, secret: { path: `/verify-email?token=${token}` } },
  });
}
