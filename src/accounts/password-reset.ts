import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { revokeApiKeysOf } from './api-keys.js';
import { hashPassword, requireGoodPassword } from './passwords.js';
import { revokeSessions } from './sessions.js';
import { findToken, issueToken, LINK_HOURS, useToken, voidTokens } from './tokens.js';

/** Mails a link to choose a new password. Says nothing when nobody has the address. */
export async function requestPasswordReset(tx: Tx, { email }: { email: string }): Promise<void> {
  const user = await tx.maybeOne<{ id: string; email: string; name: string }>(
    `SELECT id, email, name FROM users WHERE email = $1 AND status = 'active' FOR UPDATE`,
    [email],
  );
  if (!user) return;
  const token = await issueToken(tx, { user_id: user.id, purpose: 'reset_password' });
  await queueMail(tx, {
    user_id: user.id,
    to: user.email,
    template: 'reset-password',
    variables: {
      name: user.name,
      hours: LINK_HOURS.reset_password,
      secret: { path: `/reset-password?token=${token}` },
    },
  });
}

/** Whether the link still works, before the form is shown. @throws LinkRefused */
export async function checkResetLink(tx: Tx, { token }: { token: string }): Promise<void> {
  await findToken(tx, { token, purpose: 'reset_password' });
}

/**
 * Sets the password by a link from the mail. Whoever has the link owns the address, so it counts as confirmed;
 * every session ends, and the second factor is asked for as always. A customer's own API keys are revoked: whoever
 * had the old password may have made one. Answers how many.
 * @throws LinkRefused, InvalidInput at `password`
 */
export async function resetPassword(
  tx: Tx,
  { token, password }: { token: string; password: string },
): Promise<{ user_id: string; keys_revoked: number }> {
  const { user_id } = await findToken(tx, { token, purpose: 'reset_password' });
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [user_id],
  );
  requireGoodPassword(password, email);
  await useToken(tx, { token, purpose: 'reset_password' });
  await tx.query(
    'UPDATE users SET password_hash = $2, email_verified_at = coalesce(email_verified_at, app.now()) WHERE id = $1',
    [user_id, await hashPassword(password)],
  );
  await voidTokens(tx, { user_id, purpose: 'verify_email' });
  await revokeSessions(tx, { user_id });
  const keys_revoked = await revokeApiKeysOf(tx, { user_id });
  await queueMail(tx, { user_id, to: email, template: 'password-changed', variables: { name } });
  return { user_id, keys_revoked };
}

/** Sets a new password for somebody who has just proved the old one; every other session of his ends. @throws InvalidInput */
export async function changePassword(
  tx: Tx,
  { user_id, password, keep_sid }: { user_id: string; password: string; keep_sid: string },
): Promise<void> {
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1 FOR UPDATE',
    [user_id],
  );
  requireGoodPassword(password, email);
  await tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
    user_id,
    await hashPassword(password),
  ]);
  await voidTokens(tx, { user_id, purpose: 'reset_password' });
  await revokeSessions(tx, { user_id, except_sid: keep_sid });
  await queueMail(tx, { user_id, to: email, template: 'password-changed', variables: { name } });
}
