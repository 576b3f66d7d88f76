import { Secret, TOTP } from 'otpauth';
import type { Db, Queryable } from '../platform/db.js';
import { audit } from './audit.js';
import { WrongCode } from './errors.js';
import { issueRecoveryCodes, useRecoveryCode } from './recovery-codes.js';
import type { Actor } from './roles.js';
import { countAttempt, forgetAttempts } from './throttle.js';

const STEP_S = 30;
/** Steps before and after the present one that still count: clocks of telephones are a little off. */
const WINDOW = 1;

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an authenticator app reads from the QR code. */
export function totpUri({ secret, email }: { secret: string; email: string }): string {
  return totp(secret, email).toString();
}

/**
 * Checks six digits or a recovery code. Each works once: a time step that was used, or one before it, is refused.
 * @throws WrongCode, TooManyAttempts
 */
export async function checkSecondFactor(
  db: Db,
  { user_id, code }: { user_id: string; code: string },
): Promise<void> {
  const attempt = { 'code.account': user_id };
  await countAttempt(db, attempt);
  const digits = code.replace(/\s+/g, '');
  const right = /^\d{6}$/.test(digits)
    ? await useTotpCode(db, { user_id, digits, confirmed: true })
    : await useRecoveryCode(db, { user_id, code });
  if (!right) throw new WrongCode();
  await forgetAttempts(db, attempt);
}

/** The secret to enrol with, the same until it is confirmed; undefined when a second factor is confirmed already. */
export async function beginEnrolment(
  db: Queryable,
  { user_id }: { user_id: string },
): Promise<string | undefined> {
  const row = await db.maybeOne<{ totp_secret: string }>(
    `UPDATE users SET totp_secret = coalesce(totp_secret, $2)
     WHERE id = $1 AND totp_confirmed_at IS NULL RETURNING totp_secret`,
    [user_id, newTotpSecret()],
  );
  return row?.totp_secret;
}

/** Confirms the enrolment with a first code. Answers recovery codes, to be shown once. @throws WrongCode, TooManyAttempts */
export async function confirmEnrolment(
  db: Db,
  { actor, code }: { actor: Actor; code: string },
): Promise<{ recovery_codes: string[] }> {
  await countAttempt(db, { 'code.account': actor.id });
  return db.transaction(async (tx) => {
    const digits = code.replace(/\s+/g, '');
    if (!(await useTotpCode(tx, { user_id: actor.id, digits, confirmed: false }))) throw new WrongCode();
    await tx.query('UPDATE users SET totp_confirmed_at = app.now() WHERE id = $1', [actor.id]);
    await audit(tx, { actor, action: 'second_factor.enrol', subject: { type: 'user', id: actor.id } });
    return { recovery_codes: await issueRecoveryCodes(tx, actor.id) };
  });
}

/** The step is written only if it is later than the last one used: of two at the same time, one wins. */
async function useTotpCode(
  db: Queryable,
  { user_id, digits, confirmed }: { user_id: string; digits: string; confirmed: boolean },
): Promise<boolean> {
  const user = await db.maybeOne<{ totp_secret: string }>(
    'SELECT totp_secret FROM users WHERE id = $1 AND totp_secret IS NOT NULL AND (totp_confirmed_at IS NOT NULL) = $2',
    [user_id, confirmed],
  );
  // Real time, not app.now(): a sandbox may move that, and telephones do not follow.
  const timestamp = Date.now();
  const delta = user ? totp(user.totp_secret).validate({ token: digits, timestamp, window: WINDOW }) : null;
  if (delta === null) return false;
  const step = Math.floor(timestamp / 1000 / STEP_S) + delta;
  const used = await db.query(
    'UPDATE users SET totp_last_step = $2 WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING 1',
    [user_id, step],
  );
  return used.length > 0;
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'QuickScale',
    label,
    secret: Secret.fromBase32(secret),
    period: STEP_S,
    digits: 6,
  });
}
