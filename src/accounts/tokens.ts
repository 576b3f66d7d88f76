import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../platform/db.js';
import { LinkRefused } from './errors.js';

export type LinkPurpose = 'verify_email' | 'reset_password' | 'change_email';

export const LINK_HOURS: Readonly<Record<LinkPurpose, number>> = {
  verify_email: 24,
  reset_password: 1,
  change_email: 24,
};

/** Makes the one link of its purpose that works: earlier ones are void from now on. Answers the token for the mail. */
export async function issueToken(
  tx: Tx,
  { user_id, purpose, new_email }: { user_id: string; purpose: LinkPurpose; new_email?: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await voidTokens(tx, { user_id, purpose });
  await tx.query(
    `INSERT INTO email_tokens (hash, user_id, purpose, new_email, expires_at)
     VALUES ($1, $2, $3, $4, app.now() + make_interval(hours => $5))`,
    [hashOf(token), user_id, purpose, new_email ?? null, LINK_HOURS[purpose]],
  );
  return token;
}

/** Deletes the links of a purpose that were not used yet. */
export async function voidTokens(
  tx: Tx,
  { user_id, purpose }: { user_id: string; purpose: LinkPurpose },
): Promise<void> {
  await tx.query('DELETE FROM email_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL', [
    user_id,
    purpose,
  ]);
}

/**
 * Uses a token up, once. Two at a time: the second waits and finds it used.
 * @throws LinkRefused unknown, expired or used
 */
export async function useToken(
  tx: Tx,
  { token, purpose }: { token: string; purpose: LinkPurpose },
): Promise<{ user_id: string; new_email: string | null }> {
  const found = await findToken(tx, { token, purpose });
  await tx.query('UPDATE email_tokens SET used_at = app.now() WHERE hash = $1', [hashOf(token)]);
  return found;
}

/** Looks a token up as `useToken` does, and leaves it usable. @throws LinkRefused */
export async function findToken(
  tx: Tx,
  { token, purpose }: { token: string; purpose: LinkPurpose },
): Promise<{ user_id: string; new_email: string | null }> {
  const found = await tx.maybeOne<{
    user_id: string;
    new_email: string | null;
    used: boolean;
    expired: boolean;
  }>(
    `SELECT user_id, new_email, used_at IS NOT NULL AS used, expires_at <= app.now() AS expired
     FROM email_tokens WHERE hash = $1 AND purpose = $2 FOR UPDATE`,
    [hashOf(token), purpose],
  );
  if (!found) throw new LinkRefused('unknown');
  if (found.used) throw new LinkRefused('used');
  if (found.expired) throw new LinkRefused('expired');
  return { user_id: found.user_id, new_email: found.new_email };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
