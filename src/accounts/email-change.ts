import { queueMail } from '../mail/index.js';
import { type Tx, violatedConstraint } from '../platform/db.js';
import { LinkRefused } from './errors.js';
import { issueToken, LINK_HOURS, useToken, voidTokens } from './tokens.js';

/**
 * Mails a link to the new address; the old one stays until it is followed. When the new address has an account,
 * its owner is told and the asker learns nothing.
 */
export async function requestEmailChange(
  tx: Tx,
  { user_id, new_email }: { user_id: string; new_email: string },
): Promise<void> {
  const { name } = await tx.one<{ name: string }>('SELECT name FROM users WHERE id = $1 FOR UPDATE', [
    user_id,
  ]);
  const owner = await tx.maybeOne<{ id: string; name: string }>(
    'SELECT id, name FROM users WHERE email = $1',
    [new_email],
  );
  if (owner) {
    await queueMail(tx, {
      user_id: owner.id,
      to: new_email,
      template: 'already-registered',
      variables: { name: owner.name },
    });
    return;
  }
  const token = await issueToken(tx, { user_id, purpose: 'change_email', new_email });
  await queueMail(tx, {
    user_id,
    to: new_email,
    template: 'confirm-new-email',
    variables: {
      name,
      hours: LINK_HOURS.change_email,
      secret: { path: `/settings/email/confirmation?token=${token}` },
    },
  });
}

/**
 * Takes the new address over and tells the old one, whose links to choose a password are void from then on.
 * @throws LinkRefused, also when somebody took the address meanwhile
 */
export async function confirmEmailChange(
  tx: Tx,
  { token }: { token: string },
): Promise<{ user_id: string; email: string }> {
  const { user_id, new_email } = await useToken(tx, { token, purpose: 'change_email' });
  const old = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1 FOR UPDATE',
    [user_id],
  );
  try {
    await tx.query('UPDATE users SET email = $2, email_verified_at = app.now() WHERE id = $1', [
      user_id,
      new_email,
    ]);
  } catch (error) {
    if (violatedConstraint(error) === 'users_email_key') throw new LinkRefused('unknown');
    throw error;
  }
  await voidTokens(tx, { user_id, purpose: 'reset_password' });
  const email = new_email ?? old.email;
  await queueMail(tx, {
    user_id,
    to: old.email,
    template: 'email-changed',
    variables: { name: old.name, new_email: email },
  });
  return { user_id, email };
}
